import { config } from "zod";

// First of all imports: zod else tries whether it may compile code, which the content policy reports.
config({ jitless: true });

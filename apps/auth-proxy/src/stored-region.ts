import * as z from "zod/mini";

const shape = z.object({ region: z.string() });

/** The region a stored route names; the empty text, which is no region, for a damaged one. */
export const regionOfStored = (text: string): string => {
  try {
    const read = shape.safeParse(JSON.parse(text));
    return read.success ? read.data.region : "";
  } catch {
    return "";
  }
};

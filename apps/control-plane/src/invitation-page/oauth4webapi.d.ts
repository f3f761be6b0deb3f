// The library's only module is served beside the page, under this name.
export * from "oauth4webapi";

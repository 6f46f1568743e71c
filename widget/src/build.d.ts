// What the build puts in.

declare module "*.css" {
  const text: string;
  export default text;
}

/** Where the panel lies, beside the launcher; its folder is the hash of its content. */
declare const PANEL: string;

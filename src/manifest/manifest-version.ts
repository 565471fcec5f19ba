/** Goes up when a reader of the older ones would misread a manifest. Beside the schema, which takes a while to build. */
export const MANIFEST_VERSION = 1;

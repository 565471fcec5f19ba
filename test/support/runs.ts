/** How many cases the laws of the formats are tried on. */

/** So many in `npm test`, and ten times as many in the slow suite, which sets the factor. */
export function runs(count: number): { readonly numRuns: number } {
  return { numRuns: count * Number(process.env["LAW_FACTOR"] ?? 1) };
}

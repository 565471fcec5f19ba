/**
 * In CI the property tests begin from a fixed seed, so that a change is judged by what it does; on
 * a developer's machine from a new one each time, to find what nobody thought of.
 */
import fc from "fast-check";

if (process.env["CI"] !== undefined) fc.configureGlobal({ seed: 20_261_122 });

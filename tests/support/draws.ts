import fc from "fast-check"

/**
 * What property tests draw is the same in every run, so that a change is judged by what it changed. `SEED=random npm test`
 * draws anew (a failure prints its seed), `SEED=123` draws as that one did.
 */
const seed = process.env["SEED"] ?? "20261126"
if (seed !== "random") fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) })

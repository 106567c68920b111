import { JustesseError } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { storageFailure } from "./storageFailure.ts"

const coded = (code: string) => Object.assign(new Error(code), { code })

describe("a failure of storage, said in our words", () => {
  test.each([
    { name: "SQLite's full disk", error: coded("SQLITE_FULL"), code: "storage_full" },
    { name: "PostgreSQL's full disk", error: coded("53100"), code: "storage_full" },
    { name: "a disk that cannot be written", error: coded("SQLITE_IOERR_FSYNC"), code: "read_only" },
    { name: "PostgreSQL that is away", error: coded("ECONNREFUSED"), code: "busy" },
    { name: "away at every address", error: new AggregateError([coded("ECONNREFUSED")]), code: "busy" },
    { name: "away in the middle", error: new Error("Connection terminated unexpectedly"), code: "busy" },
    { name: "wrapped by a library", error: new Error("x", { cause: coded("SQLITE_FULL") }), code: "storage_full" },
    { name: "work that PostgreSQL ended for somebody else's", error: coded("40P01"), code: "busy" },
    { name: "said already", error: new JustesseError("email_taken"), code: "email_taken" },
  ])("$name", ({ error, code }) => expect(storageFailure(error)).toMatchObject({ name: "JustesseError", code }))

  test("what is no failure of storage stays what it is", () => {
    const bug = new TypeError("x is not a function")
    expect(storageFailure(bug)).toBe(bug)
  })
})

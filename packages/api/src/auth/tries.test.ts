import { describe, expect, test } from "vitest"
import { createTries } from "./tries.ts"

describe("wrong passwords", () => {
  function set() {
    let now = 0
    const tries = createTries(() => now, { account: 3, address: 5 })
    return { tries, wait: (ms: number) => void (now += ms) }
  }
  const refused = expect.objectContaining({ code: "too_many_tries" })

  test("stop after as many as an account has, and go on after five minutes", () => {
    const { tries, wait } = set()
    for (let i = 0; i < 3; i++) {
      tries.check("ada", "10.0.0.1")
      tries.failed("ada", "10.0.0.1")
    }
    expect(() => tries.check("ada", "10.0.0.1")).toThrow(refused)
    expect(() => tries.check("ada", "10.0.0.9")).toThrow(refused)
    wait(300_001)
    expect(() => tries.check("ada", "10.0.0.1")).not.toThrow()
  })

  test("of a whole classroom count for its address, not for one of them", () => {
    const { tries } = set()
    for (const name of ["a", "b", "c", "d", "e"]) tries.failed(name, "10.0.0.1")
    expect(() => tries.check("f", "10.0.0.1")).toThrow(refused)
    expect(() => tries.check("f", "10.0.0.2")).not.toThrow()
  })

  test("are forgiven by the right one", () => {
    const { tries } = set()
    for (let i = 0; i < 2; i++) tries.failed("ada", "10.0.0.1")
    tries.succeeded("ada")
    tries.failed("ada", "10.0.0.1")
    expect(() => tries.check("ada", "10.0.0.1")).not.toThrow()
  })
})

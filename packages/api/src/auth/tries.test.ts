import { describe, expect, test } from "vitest"
import { createTries, networkOf } from "./tries.ts"

const refused = expect.objectContaining({ code: "too_many_tries" })

describe("tries of a password", () => {
  function set() {
    let now = 0
    const tries = createTries(() => now, { account: 3, address: 5 })
    const take = (account: string, address = "10.0.0.1") => tries.take({ account, address })
    return { tries, take, wait: (ms: number) => void (now += ms) }
  }

  test("stop after as many as an account has, and go on after five minutes", () => {
    const { take, wait } = set()
    for (let i = 0; i < 3; i++) take("ada")
    expect(() => take("ada")).toThrow(refused)
    expect(() => take("ada", "10.0.0.9")).toThrow(refused)
    wait(300_001)
    expect(() => take("ada")).not.toThrow()
  })

  test("are counted before their password is checked: none of many at once is free (found T5)", () => {
    const { take } = set()
    const told = Array.from({ length: 300 }, () => {
      try {
        return take("ada") && "taken"
      } catch {
        return "refused"
      }
    })
    expect(told.filter((one) => one === "taken")).toHaveLength(3)
  })

  test("of a whole classroom count for its address, not for one of them", () => {
    const { take } = set()
    for (const name of ["a", "b", "c", "d", "e"]) take(name)
    expect(() => take("f")).toThrow(refused)
    expect(() => take("f", "10.0.0.2")).not.toThrow()
  })

  test("that checked nothing, or were right, count for nothing", () => {
    const { take } = set()
    for (let i = 0; i < 20; i++) take(`person ${i % 2}`).giveBack()
    for (let i = 0; i < 3; i++) take("ada")
    expect(() => take("ada")).toThrow(refused)
  })

  test("are forgiven by the right one", () => {
    const { take, tries } = set()
    for (let i = 0; i < 2; i++) take("ada")
    tries.proved({ account: "ada", address: "10.0.0.1" })
    for (let i = 0; i < 3; i++) take("ada")
    expect(() => take("ada")).toThrow(refused)
  })

  test("whoever signed in from there before is not kept out by what others do to their account or address", () => {
    const { take, tries } = set()
    tries.proved({ account: "ada", address: "10.0.0.1" })
    for (let i = 0; i < 3; i++) take("ada", "203.0.113.9")
    for (const name of ["a", "b", "c", "d", "e"]) take(name)
    expect(() => take("ada", "203.0.113.9")).toThrow(refused)
    expect(take("ada").proven).toBe(true)
  })

  test("come from one network where an IPv6 household has many addresses", () => {
    const cases = {
      "127.0.0.1": "127.0.0.1",
      "::ffff:10.0.0.7": "10.0.0.7",
      "2001:db8:1:2:3:4:5:6": "2001:db8:1:2",
      "2001:db8:1:2::9": "2001:db8:1:2",
      "2001:db8::9": "2001:db8:0:0",
      "::1": "0:0:0:0",
    }
    for (const [address, network] of Object.entries(cases)) expect(networkOf(address)).toBe(network)
  })
})

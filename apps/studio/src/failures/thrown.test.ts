import { ErrorCode } from "@justesse/types"
import { TRPCClientError } from "@trpc/client"
import { describe, expect, it } from "vitest"
import en from "../i18n/en/failures.json" with { type: "json" }
import fr from "../i18n/fr/failures.json" with { type: "json" }
import { SENTENCES } from "./codes.ts"
import { asFailure, codeOf, failureOf } from "./thrown.ts"

describe("failures", () => {
  it("have a sentence in both languages, every one of them", () => {
    const codes = [...ErrorCode.options, "offline", "internal"] as const
    for (const language of [en, fr]) expect(codes.filter((code) => !(SENTENCES[code] in language))).toEqual([])
  })

  it("are read from the server's own shape, with ids and numbers only", () => {
    const error = TRPCClientError.from({
      error: {
        code: -1,
        message: "conflict",
        data: { failure: { code: "taken_over", detail: { fence: 3, odd: {} } } },
      },
    } as never)
    expect(failureOf(error)).toEqual({ code: "taken_over", detail: { fence: 3 } })
  })

  it("are offline when no answer came and internal when the answer names no code", () => {
    expect(codeOf(new TRPCClientError("Failed to fetch"))).toBe("offline")
    expect(codeOf(new TypeError("Failed to fetch"))).toBe("offline")
    expect(codeOf(new Error("x is undefined"))).toBe("internal")
    expect(asFailure({ code: "never_heard_of" })).toBeNull()
  })
})

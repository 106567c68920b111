import { expect, test } from "vitest"
import { modelCaller } from "./call.ts"

test.each([
  ...[
    "http://localhost:99999",
    "http://localhost:-1",
    "http://localhost:port",
    "http://[abc]",
    "http://[::1",
    "http://a b",
  ],
  ...["http://%", "http://exa%mple", "http://1.2.3.4.5.", "http://256.256.256.256", "http://:80", "http://a^b"],
])("an address that cannot be one, %s, is refused by a code that has a sentence", async (address) => {
  const call = modelCaller(() => []).call({ address, path: "/health", body: null, timeoutMs: 1_000 })
  await expect(call).rejects.toMatchObject({ code: "invalid_input", detail: { field: "address" } })
})

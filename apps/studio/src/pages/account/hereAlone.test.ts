import { expect, test } from "vitest"
import { isHereAlone } from "./hereAlone.ts"

test("addresses that nobody but this computer can open are not told to colleagues (found O18)", () => {
  const here = ["http://127.0.0.1:47803", "http://localhost:8700/join#x", "http://[::1]:8700", "https://127.0.0.2"]
  const elsewhere = ["http://192.168.1.4:8700", "https://labels.example.org", "https://127.0.0.1.example.org", ""]
  expect(here.map(isHereAlone)).toEqual([true, true, true, true])
  expect(elsewhere.map(isHereAlone)).toEqual([false, false, false, false])
})

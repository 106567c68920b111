import { describe, expect, test } from "vitest"
import { mayCall } from "./allowed.ts"

const at = (ip: string, host = ip, port = 9_090) => ({ ip, host, port })

describe("where a model may be called", () => {
  test.each(["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "8.8.8.8"])("%s is of the world", (ip) => {
    expect(mayCall(at(ip), [])).toBe(true)
  })

  test.each([
    ...["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.31", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"],
    ...[
      "255.255.255.255",
      "::1",
      "::",
      "fe80::1",
      "fd00::1",
      "ff02::1",
      "::ffff:127.0.0.1",
      "::ffff:7f00:1",
      "64:ff9b::7f00:1",
      "::127.0.0.1",
      "::7f00:1",
      "::ffff:0:7f00:1",
    ],
  ])("%s is not, and is refused until somebody wrote it down", (ip) => {
    expect(mayCall(at(ip), [])).toBe(false)
  })

  test("a number, a network, a name, each with a port or without", () => {
    expect(mayCall(at("127.0.0.1"), ["127.0.0.1"])).toBe(true)
    expect(mayCall(at("127.0.0.1"), ["127.0.0.1:9090"])).toBe(true)
    expect(mayCall(at("127.0.0.1"), ["127.0.0.1:9091"])).toBe(false)
    expect(mayCall(at("192.168.1.31"), ["192.168.1.0/24"])).toBe(true)
    expect(mayCall(at("192.168.2.31"), ["192.168.1.0/24"])).toBe(false)
    expect(mayCall(at("192.168.1.31"), ["192.168.1.0/24:80"])).toBe(false)
    expect(mayCall(at("10.0.0.7", "models.lan"), ["Models.LAN"])).toBe(true)
    expect(mayCall(at("10.0.0.7", "models.lan"), ["models.lan:9090"])).toBe(true)
    expect(mayCall(at("::1"), ["[::1]:9090"])).toBe(true)
    expect(mayCall(at("::1"), ["::1"])).toBe(true)
    expect(mayCall(at("::ffff:127.0.0.1"), ["127.0.0.1"])).toBe(true)
  })

  test("what is allowed under one name is not under another, and nonsense allows nothing", () => {
    expect(mayCall(at("10.0.0.7", "evil.example"), ["models.lan"])).toBe(false)
    for (const entry of ["", "*", "/0", "0.0.0.0/0x", "127.0.0.1/99", "http://127.0.0.1", ":9090", "[::1"])
      expect(mayCall(at("127.0.0.1"), [entry])).toBe(false)
  })
})

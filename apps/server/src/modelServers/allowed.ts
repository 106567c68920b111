import { BlockList, isIP } from "node:net"

/**
 * Addresses of this computer, of the networks behind it, and of nobody: what a program may reach from here and the world may not. The
 * tables of IANA for special-purpose addresses (RFC 6890 and its registry), without those that are reached like any other.
 */
const OWN: readonly (readonly [network: string, bits: number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
  // IPv4 numbers in two old spellings of IPv6: ::127.0.0.1 and ::ffff:0:127.0.0.1.
  ["::", 96],
  ["::ffff:0:0:0", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
]

const own = new BlockList()
for (const [network, bits] of OWN) own.addSubnet(network, bits, familyOf(network))

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4"
}

/** An IPv4 address that is written as an IPv6 one (`::ffff:127.0.0.1`, `::ffff:7f00:1`) as what it is. */
function plain(address: string): string {
  const mapped = /^::ffff:(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/i.exec(address)
  if (!mapped) return address
  const [high, low] = [Number.parseInt(mapped[2] ?? "0", 16), Number.parseInt(mapped[3] ?? "0", 16)]
  return mapped[1] ?? [high >> 8, high & 255, low >> 8, low & 255].join(".")
}

/** Where a model is called: the name or number that its address says, what that stands for, and the port. */
interface CalledHost {
  readonly host: string
  readonly ip: string
  readonly port: number
}

/**
 * Whether a model may be called there. Addresses of the world may be; one of this computer or of a network behind it only where the
 * operator wrote it down: `127.0.0.1:9090`, `192.168.1.0/24`, `models.lan`, `[::1]:9090`. A name that the operator wrote down may stand
 * for any number; a number that is reached by another name has to be written down itself.
 */
export function mayCall({ host, ip, port }: CalledHost, allowed: readonly string[]): boolean {
  const number = plain(ip)
  if (!own.check(number, familyOf(number))) return true
  return allowed.some((entry) => covers(entry.trim().toLowerCase(), { host: host.toLowerCase(), ip: number, port }))
}

function covers(entry: string, { host, ip, port }: CalledHost): boolean {
  const { name, bits, wanted } = partsOf(entry)
  if (wanted !== undefined && Number(wanted) !== port) return false
  if (isIP(name) === 0) return bits === undefined && name !== "" && name === host
  const network = new BlockList()
  const most = isIP(name) === 6 ? 128 : 32
  if (bits !== undefined && Number(bits) > most) return false
  network.addSubnet(plain(name), bits === undefined ? most : Number(bits), familyOf(plain(name)))
  return network.check(ip, familyOf(ip))
}

/** Name or number, bits of a network and port, as far as an entry says them; an IPv6 number has a port only in brackets. */
function partsOf(entry: string): {
  readonly name: string
  readonly bits?: string | undefined
  readonly wanted?: string | undefined
} {
  const [, bare = "", network] = /^([0-9a-f:.]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? []
  if (isIP(bare) === 6) return { name: bare, bits: network }
  const [, bracketed, other = "", bits, wanted] =
    /^(?:\[([0-9a-f:.]+)\]|([^[\]/:]+))(?:\/(\d{1,3}))?(?::(\d{1,5}))?$/.exec(entry) ?? []
  return { name: bracketed ?? other, bits, wanted }
}

import { existsSync, readFileSync, realpathSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, test } from "vitest"
import { ROOT } from "./support/places.ts"

/** Programs that people install; all that these depend on is shipped, the sample of `fixtures` too. */
const SHIPPED = ["apps/server", "apps/cli", "apps/studio", "apps/verify-record"]

/** Licences that ask for no more than their notice, as SPDX names them. */
const FREE = new Set([
  ...["MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "BlueOak-1.0.0", "Unlicense", "PSF-2.0"],
  ...["Python-2.0", "CC0-1.0", "MIT-0", "WTFPL"],
])

/** Packages under the LGPL: each stays a package outside of the bundles, which may be replaced (README, "Licence"). */
const REPLACEABLE = /^(@img\/sharp-libvips-|@libav\.js\/variant-default$|@wasm-audio-decoders\/|mpg123-decoder$)/

/** What a package without a name of SPDX says elsewhere. */
const SAID_ELSEWHERE: Readonly<Record<string, string>> = {
  // Its package.json names none; its readme does.
  "combine-errors": "MIT",
  // "Bitstream Vera" and "Arev": free to use, bundle and change, not to be sold by themselves.
  "dejavu-fonts-ttf": "MIT",
}

/** Tools under the GPL that only tests run: they write the spoken sample, and none of them is in it (fixtures/README.md). */
const BUILD_TOOLS = ["@echogarden/espeak-ng-emscripten"]

interface Package {
  readonly name: string
  readonly license?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

const readPackage = (folder: string): Package => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))

/** Where a package finds another one, as Node looks for it; null for one that this machine does not need. */
function folderOf(from: string, name: string): string | null {
  for (let at = from; at !== dirname(at); at = dirname(at)) {
    const folder = join(at, "node_modules", name)
    if (existsSync(join(folder, "package.json"))) return realpathSync(folder)
  }
  return null
}

/** All packages that these folders depend on, with what they depend on in turn; with those for their own tests where `isDev`. */
function packagesUnder(folders: readonly string[], isDev = false): Package[] {
  const found = new Map<string, Package>()
  const visit = (folder: string, withDev: boolean) => {
    if (found.has(folder)) return
    const one = readPackage(folder)
    found.set(folder, one)
    const names = { ...one.dependencies, ...one.optionalDependencies, ...(withDev && one.devDependencies) }
    for (const name of Object.keys(names)) {
      const next = folderOf(folder, name)
      if (next !== null) visit(next, false)
    }
  }
  for (const folder of folders) visit(join(ROOT, folder), isDev)
  return [...found.values()].filter(({ name }) => !name.startsWith("@justesse/"))
}

const licenceOf = ({ name, license }: Package) => SAID_ELSEWHERE[name] ?? license ?? "none"

/** Whether one of the licences that a package offers is free; `OR` offers a choice, `AND` asks for all. */
const isFree = (licence: string) =>
  licence
    .replaceAll(/[()]/g, "")
    .split(" OR ")
    .some((choice) => choice.split(" AND ").every((one) => FREE.has(one)))

/** Packages that may not be there, with their licence. */
const refusedAmong = (packages: readonly Package[], excused: (name: string) => boolean) =>
  packages.filter((one) => !isFree(licenceOf(one)) && !excused(one.name)).map((one) => `${one.name}: ${licenceOf(one)}`)

describe("licences", () => {
  test("of all that is shipped are free, or of the LGPL in a package that may be replaced", () => {
    const shipped = packagesUnder(SHIPPED)
    expect(shipped.length).toBeGreaterThan(200)
    expect(refusedAmong(shipped, (name) => REPLACEABLE.test(name))).toEqual([])
    expect(shipped.map(({ name }) => name)).not.toEqual(expect.arrayContaining(BUILD_TOOLS))
  })

  test("of the GPL are of tools that only tests run, each named with its reason", () => {
    const all = packagesUnder([".", "tests", "fixtures", ...SHIPPED], true)
    const isGpl = (one: Package) => /(^|[^L])GPL/.test(licenceOf(one))
    expect(all.filter(isGpl).map(({ name }) => name)).toEqual(BUILD_TOOLS)
    for (const tool of BUILD_TOOLS) expect(readFileSync(join(ROOT, "fixtures/README.md"), "utf8")).toContain(tool)
  })

  test.each(["GPL-3.0", "AGPL-3.0-only", "LGPL-2.1", "SSPL-1.0", "UNLICENSED", "none", "MIT AND GPL-2.0", "BUSL-1.1"])(
    "%s is not free",
    (licence) => {
      expect(refusedAmong([{ name: "planted", license: licence }], () => false)).toEqual([`planted: ${licence}`])
    },
  )
})

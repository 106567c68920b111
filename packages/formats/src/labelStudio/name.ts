import { calledName } from "../io/fileSet.ts"
import { isPictureName } from "../io/pictures.ts"
import { isRecordingName } from "../timed/index.ts"

/** What a task's data calls its picture: the name its record gets, and the names it is looked for under, the likeliest first. */
export interface DataName {
  readonly name: string
  readonly candidates: readonly string[]
}

const UPLOAD = /^(?:.*\/)?(?:data\/)?upload\/(?:\d+\/)?/
/** What an upload puts before a file's own name: eight digits of a random id. */
const PREFIX = /^((?:.*\/)?)[0-9a-f]{8}-(?=.)/

/**
 * A value of a task's `data` as a name: the escaped path behind `?d=` of local files, an upload without its folder and its
 * random prefix, the key of a bucket's object, the path of a web address, or a plain path. Null where it is none of these
 * (a picture inside the file, an empty text).
 *
 * @example
 * nameOfData("/data/local-files/?d=dir%20one/b.png")?.name // "dir one/b.png"
 * nameOfData("/data/upload/3/1a2b3c4d-b.png")?.name // "b.png"
 */
export function nameOfData(value: string): DataName | null {
  if (/^data:/i.test(value)) return null
  const local = /\/local-files\/?\?(?:[^#]*&)?d=(.*)$/s.exec(value)?.[1]
  const paths = local === undefined ? pathsOf(value) : localPaths(local)
  // Escapes of an address may be in the name itself, and a plus may be a blank: each is looked for.
  const escaped = paths.flatMap((path) => [decoded(path), decoded(path.replaceAll("+", " "))])
  const candidates = distinct([...paths, ...escaped].flatMap((path) => [path, path.replace(PREFIX, "$1")]).map(kept))
  const whole = kept(paths[0] ?? "")
  if (whole === null) return null
  const isUpload = local === undefined && UPLOAD.test(value)
  return { name: (isUpload ? kept((paths[0] ?? "").replace(PREFIX, "$1")) : null) ?? whole, candidates }
}

/** How our exports name a picture in `data`: a local file, its path escaped. {@link nameOfData} reads it back. */
export function dataOfName(name: string): string {
  return `/data/local-files/?d=${name.split("/").map(encodeURIComponent).join("/")}`
}

const isMedia = (path: string) => isPictureName(path) || isRecordingName(path)

/** What follows `?d=`: up to the next member of the query, unless only more of it ends like a file (`a & b.jpg`, unescaped). */
function localPaths(said: string): string[] {
  const all = [/[&#].*/s, /#.*/s, /$/].map((rest) => decoded(said.replace(rest, "")))
  const likely = all.find(isMedia)
  return likely === undefined ? all.slice(0, 1) : [likely, ...all]
}

function pathsOf(value: string): string[] {
  const [, scheme, rest = ""] = /^([a-z][a-z0-9+.-]+):\/\/[^/]*\/?(.*)$/is.exec(value) ?? []
  if (scheme !== undefined && /^https?$/i.test(scheme)) {
    const [path = "", ...others] = addressPaths(rest)
    return [path.replace(UPLOAD, ""), ...others]
  }
  if (scheme !== undefined) return isMedia(rest) || !rest.includes("?") ? [rest] : [...addressPaths(rest), rest]
  const bare = value.replace(UPLOAD, "")
  if (!isMedia(bare) && bare.includes("?")) return [...addressPaths(bare), bare]
  return [bare, decoded(bare)]
}

/**
 * An address without its host: its path, decoded and without its query; where that is no file but a member of the query is
 * (`get?file=a%20b.jpg&w=80`), that member; or all of it where only that ends like a file (`what?.jpg`).
 */
function addressPaths(address: string): string[] {
  const path = address.replace(/[?#].*$/s, "")
  const own = [decoded(path), path]
  if (path === address || isMedia(own[0] ?? "")) return own
  const members = address.slice(path.length + 1).split(/[&#]/)
  const files = members.map((one) => decoded(one.replace(/^[^=]*=/, ""))).filter((one) => isMedia(one))
  if (files.length > 0 && members.some((one) => one.includes("="))) return [...files, ...own]
  return isMedia(address) ? [decoded(address), address, ...own] : own
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a name that was never escaped may hold any percent sign
  }
}

function kept(path: string): string | null {
  return calledName(path)?.name ?? null
}

function distinct(names: readonly (string | null)[]): string[] {
  return [...new Set(names.filter((name) => name !== null))]
}

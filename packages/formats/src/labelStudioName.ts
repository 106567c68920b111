import { calledName } from "./fileSet.ts"

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
  const local = /\/local-files\/?\?(?:[^#]*&)?d=([^&#]*)/.exec(value)?.[1]
  const paths = local === undefined ? pathsOf(value) : [decoded(local)]
  const candidates = distinct(paths.flatMap((path) => [path, path.replace(PREFIX, "$1")]).map(kept))
  const whole = kept(paths[0] ?? "")
  if (whole === null) return null
  const isUpload = local === undefined && UPLOAD.test(value)
  return { name: (isUpload ? kept((paths[0] ?? "").replace(PREFIX, "$1")) : null) ?? whole, candidates }
}

/** How our exports name a picture in `data`: a local file, its path escaped. {@link nameOfData} reads it back. */
export function dataOfName(name: string): string {
  return `/data/local-files/?d=${name.split("/").map(encodeURIComponent).join("/")}`
}

function pathsOf(value: string): string[] {
  const [, scheme, rest = ""] = /^([a-z][a-z0-9+.-]+):\/\/[^/]*\/?(.*)$/is.exec(value) ?? []
  if (scheme !== undefined && /^https?$/i.test(scheme)) {
    const path = rest.replace(/[?#].*$/s, "")
    return [decoded(path).replace(UPLOAD, ""), path]
  }
  if (scheme !== undefined) return [rest]
  if (!UPLOAD.test(value)) return [value]
  const bare = value.replace(UPLOAD, "")
  return [bare, decoded(bare)]
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

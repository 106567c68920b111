import { FORMATS, type Format } from "@justesse/formats"
import { Unusable } from "./arguments.ts"

/** Names of the formats that are read, and of those that are written. */
export const readable = FORMATS.filter((format) => format.reader).map((format) => format.name)
export const writable = FORMATS.filter((format) => format.writer).map((format) => format.name)

/** A format by its name or alias. @throws Unusable with the names there are */
export function formatCalled(name: string | undefined, option: string, names: readonly string[]): Format {
  const found = FORMATS.find((format) => format.name === name || (name && format.aliases?.includes(name)))
  if (found && names.includes(found.name)) return found
  throw new Unusable(`${option} ${name ?? "(missing)"}: it must be one of ${names.join(", ")}.`)
}

import type { AssetKind, ProjectKind } from "@justesse/types"
import { KINDS } from "@justesse/types/kinds/list"

/** What a file is, as far as its name and the computer's word for it tell: a hint before anything is sent; what it holds decides. */
export function mediaOf({ name, type }: Pick<File, "name" | "type">): AssetKind | null {
  const [family] = type.split("/")
  if (family === "audio" || family === "video") return family
  if (family === "image" || type === "application/pdf") return "image"
  return /\.(md|markdown)$/i.test(name) ? "text" : null
}

/**
 * The kind of thing that these files are where a project of this kind takes none of it; null where it takes one of them, and where
 * nothing tells what they are: files of labels go with every kind.
 */
export function findMisfit(kind: ProjectKind, files: readonly Pick<File, "name" | "type">[]): AssetKind | null {
  const media = files.flatMap((file) => mediaOf(file) ?? [])
  const [first] = media
  return first === undefined || media.some((one) => takes(kind, one)) ? null : first
}

/** Whether a project of this kind takes files of that kind. */
export function takes(kind: ProjectKind, media: AssetKind): boolean {
  return KINDS[kind].assets.includes(media)
}

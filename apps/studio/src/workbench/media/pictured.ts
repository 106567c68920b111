import type { Media } from "@justesse/types/wire/common"

/** Whether an asset is shown as a picture; everything else is played or read. */
export function isPictured({ sound, video, text }: Media): boolean {
  return !sound && !video && !text
}

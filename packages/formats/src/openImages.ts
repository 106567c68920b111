import type { Format } from "./contract.ts"
import { openImagesReader } from "./openImagesRead.ts"
import { openImagesWriter } from "./openImagesWrite.ts"

/** Open Images CSV, both ways. */
export const openImages: Format = {
  name: "openimages",
  aliases: ["open-images"],
  reader: openImagesReader,
  writer: openImagesWriter,
}

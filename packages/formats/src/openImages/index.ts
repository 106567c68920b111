import type { Format } from "../contract.ts"
import { openImagesReader } from "./read.ts"
import { openImagesWriter } from "./write.ts"

/** Open Images CSV, both ways. */
export const openImages: Format = {
  name: "openimages",
  aliases: ["open-images"],
  reader: openImagesReader,
  writer: openImagesWriter,
}

import type { Format } from "../contract.ts"
import { labelStudioReader } from "./read.ts"
import { labelStudioWriter } from "./write.ts"

/** Label Studio's JSON, both ways. */
export const labelStudio: Format = {
  name: "label-studio",
  aliases: ["labelstudio"],
  reader: labelStudioReader,
  writer: labelStudioWriter,
}

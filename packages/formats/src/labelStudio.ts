import type { Format } from "./contract.ts"
import { labelStudioReader } from "./labelStudioRead.ts"
import { labelStudioWriter } from "./labelStudioWrite.ts"

/** Label Studio's JSON, both ways. */
export const labelStudio: Format = {
  name: "label-studio",
  aliases: ["labelstudio"],
  reader: labelStudioReader,
  writer: labelStudioWriter,
}

// Makes the recordings of the sample anew, with what is heard in them: the files of fixtures/speech.
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { speechFolder } from "@justesse/fixtures/speech/recordings"
import { SCRIPTS } from "@justesse/fixtures/speech/scripts"
import { makeRecording, openSpeaker } from "../speech/make.ts"

const speaker = await openSpeaker()
const made = SCRIPTS.map((script) => makeRecording(speaker, script))
for (const { bytes, truth } of made) writeFileSync(join(speechFolder(), truth.name), bytes)
writeFileSync(
  join(speechFolder(), "truth.json"),
  `${JSON.stringify(
    made.map(({ truth }) => truth),
    null,
    1,
  )}\n`,
)
for (const { bytes, truth } of made)
  console.log(JSON.stringify({ file: truth.name, seconds: truth.durationMs / 1_000, bytes: bytes.length }))

import { createHash } from "node:crypto"
import { type VersionFinding, verifyVersions, versionFindingText } from "@justesse/api/services"
import { verifyStorage } from "@justesse/db"
import { readBeside } from "../beside.ts"
import { COMMON, type Command, done } from "../command.ts"
import { findOneStudio } from "../studioPath.ts"

const BEST = "Everything that could be checked is as it was stored."

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex")

export const verify: Command = {
  usage: "verify",
  about:
    "Recomputes every hash that was stored, the seals of frozen versions too, finds rows that were edited, removed or put in by hand, " +
    "and what is missing at the end, and checks counters and places. Reads alone, also beside a running server.",
  page: "Operator › Backups",
  options: COMMON,
  async run(args, around) {
    const studioPath = await findOneStudio(args, around)
    return readBeside(studioPath, async ({ storage, blobs }) => {
      const stored = await verifyStorage(storage, { blobs, headsIn: studioPath.dataDir })
      const versions: VersionFinding[] = []
      for await (const finding of verifyVersions({ storage, sha256 })) versions.push(finding)
      const problems = [...stored, ...versions.map(versionFindingText)]
      return done(
        { ok: problems.length === 0, problems, versions },
        problems.length === 0 ? BEST : problems.join("\n"),
        problems.length === 0 ? 0 : 1,
      )
    })
  },
}

import { type VersionFinding, verifyVersions, versionFindingText } from "@justesse/api/services"
import { verifyStorage } from "@justesse/db"
import { COMMON, type Command, done } from "../command.ts"
import { placeOf, requireStudio } from "../place.ts"
import { withStudio } from "../studio.ts"

const BEST = "Everything that could be checked is as it was stored."

export const verify: Command = {
  usage: "verify",
  about: "Recomputes every hash that was stored, the seals of frozen versions too, and checks counters and places.",
  page: "Admin › Backups",
  options: COMMON,
  async run(args, around) {
    const place = await placeOf(args, around)
    requireStudio(place)
    return withStudio(place, async (deps) => {
      const stored = await verifyStorage(deps.storage, deps.blobs)
      const versions: VersionFinding[] = []
      for await (const finding of verifyVersions(deps)) versions.push(finding)
      const problems = [...stored, ...versions.map(versionFindingText)]
      return done(
        { ok: problems.length === 0, problems, versions },
        problems.length === 0 ? BEST : problems.join("\n"),
        problems.length === 0 ? 0 : 1,
      )
    })
  },
}

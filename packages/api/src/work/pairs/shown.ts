import type { AssetNumber, InPair, TaskAbout, toLeaseAbout } from "@justesse/types"
import type { Deps } from "../../core/deps.ts"
import { assetReference, mediaUrls, NO_MEDIA, secondReference } from "../../media.ts"

type Showing = Pick<Deps, "hmac" | "nowMs">
type Shown = Parameters<typeof toLeaseAbout>[1]

/** Of a recording; two pictures have none. */
function factsOf(sound: Parameters<Shown["media"]>[0]): Parameters<typeof mediaUrls>[2] {
  return sound && { medium: "audio", ...sound }
}

/** Which of a pair stands left for an assignment: drawn once for it from the installation's key, so that nobody can foresee it. */
export function leftOf(deps: Pick<Deps, "hmac">, publicId: string): InPair {
  return Number.parseInt(deps.hmac(`left:${publicId}`).slice(0, 2), 16) % 2 === 0 ? "first" : "second"
}

/** A pair as whoever holds an assignment sees it; `isMember`: they may still see its pictures. */
export function pairFor(deps: Showing, publicId: string, isMember = true): Shown {
  return {
    left: () => leftOf(deps, publicId),
    media: (sound) => (isMember ? mediaUrls(deps, secondReference(publicId), factsOf(sound)) : NO_MEDIA),
  }
}

/** A pair as owners and reviewers see it: as it is stored. */
export function pairAsStored(deps: Showing, projectId: number, about: TaskAbout): Shown {
  const second: AssetNumber = about.type === "pair" ? about.second : 0
  return { left: () => "first", media: (sound) => mediaUrls(deps, assetReference(projectId, second), factsOf(sound)) }
}

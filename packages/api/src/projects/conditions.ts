import { findGuideline } from "@justesse/db/guidelines"
import { findConsentMs } from "@justesse/db/pay/consents"
import { listMembers, type ProjectAccess } from "@justesse/db/projects"
import { countSoFar, listWaitsMs } from "@justesse/db/projects/overview"
import { payOf } from "@justesse/types"
import type { Conditions } from "@justesse/types/wire/project"
import { askedClasses, isStoppedByReports } from "@justesse/work/content/ask"
import { standOf } from "../content/stand.ts"
import type { Deps } from "../core/deps.ts"
import { findOmbud } from "../ombud/find.ts"
import { comingShown, offerAt, readOffers } from "../pay/offer.ts"
import { cardOf } from "./card.ts"
import { requireThere } from "./guard.ts"
import { changedRatioOf, hoursToDecisionOf } from "./overview/figures.ts"

/** What is told before anybody accepts, and ever after: purpose, people, rules and figures so far. */
export async function showConditions(
  deps: Pick<Deps, "storage" | "nowMs" | "settings">,
  project: ProjectAccess,
  personId: number,
): Promise<Conditions> {
  requireThere(project)
  const { db } = deps.storage
  const members = (await listMembers(db, project.id)).filter((member) => member.roles.length > 0)
  const soFar = await countSoFar(db, project.id)
  const waits = await listWaitsMs(db, project.id, 500)
  const guideline = await findGuideline(db, project.id, project.guidelineVersion)
  const { overlap } = project.settings
  return {
    card: await cardOf(deps, project),
    purpose: project.settings.purpose,
    contentNote: project.settings.contentNote,
    content: {
      asked: askedClasses(standOf(project)),
      other: project.settings.content?.other ?? "",
      yes: [...project.member.yes],
      stopped: isStoppedByReports(project),
    },
    ownerNames: members.filter((member) => member.roles.includes("owner")).map((member) => member.name),
    annotators: members.filter((member) => member.roles.includes("annotator")).length,
    reviewers: members.filter((member) => member.roles.includes("reviewer")).length,
    overlapBase: overlap.base,
    overlapMore: overlap.more,
    moreRatio: overlap.moreRatio,
    answersSoFar: soFar.answers,
    changedRatio: changedRatioOf(soFar),
    hoursToDecision: hoursToDecisionOf(waits),
    guidelineVersion: project.guidelineVersion,
    guideline: guideline?.markdown ?? "",
    // Accepting is asked again only when the guideline they agreed to is older than none at all.
    accepted: project.member.acceptedVersion > 0,
    hasOmbud: (await findOmbud(deps, personId, project.id)) !== null,
    ...(await payConditions(deps, project, personId)),
  }
}

/** Who pays, what for, and when the reader said yes to it; nothing is read where somebody else pays. */
async function payConditions(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  personId: number,
): Promise<Pick<Conditions, "mode" | "consentedAtMs" | "offer">> {
  const { mode } = payOf(project.settings)
  if (mode === "salaried") return { mode, consentedAtMs: null, offer: null }
  const consentedAtMs = await findConsentMs(deps.storage.db, { projectId: project.id, personId, mode })
  const offers = await readOffers(deps, project, personId)
  const offer = offers && offerAt(offers, deps.nowMs())
  if (!offer) return { mode, consentedAtMs, offer: null }
  const { currency, floorMicrosPerHour, priceMicros, bonusMicros } = offer
  const coming = comingShown(offers.prices, deps.nowMs())
  return { mode, consentedAtMs, offer: { currency, floorMicrosPerHour, priceMicros, bonusMicros, coming } }
}

import type { ProjectAccess } from "@justesse/db"
import { findKindsIn } from "@justesse/db/assets/counts"
import { listFloors } from "@justesse/db/pay/floors"
import { listRecentActiveMs } from "@justesse/db/projects/overview"
import { type AssetKind, KINDS, payOf } from "@justesse/types"
import type { ProjectCard } from "@justesse/types/wire/account"
import { askedClasses, isStoppedByReports } from "@justesse/work/content/ask"
import { standOf } from "../content/stand.ts"
import type { Deps } from "../core/deps.ts"
import { floorAt } from "../pay/offer.ts"

type Shown = Pick<
  ProjectAccess,
  "id" | "slug" | "name" | "kind" | "names" | "state" | "roles" | "settings" | "reported"
>

/** A project as its members, and who is invited to it, find it in lists. */
export async function cardOf(deps: Pick<Deps, "storage" | "nowMs">, project: Shown): Promise<ProjectCard> {
  const { slug, name, kind, names, state, roles, settings } = project
  const { mode } = payOf(settings)
  const content = askedClasses(standOf(project))
  return {
    project: slug,
    name,
    kind,
    holds: await heldBy(deps, project),
    ...(settings.about && { about: settings.about }),
    names,
    mode,
    ...(mode === "paid" && { pays: await paysOf(deps, project) }),
    state,
    roles: [...roles],
    paused: settings.paused || isStoppedByReports(project),
    content,
  }
}

/** Answers whose time says how long a task takes. */
const MEASURED = { least: 5, most: 50 }

/** What a paid project pays at least, wherever somebody lives, and how long half of its last answers took at most. */
async function paysOf({ storage, nowMs }: Pick<Deps, "storage" | "nowMs">, { id, settings }: Shown) {
  const pay = payOf(settings)
  const [floors, recent] = await Promise.all([
    listFloors(storage.db, pay.currency),
    listRecentActiveMs(storage.db, id, MEASURED.most),
  ])
  const middle = recent.sort((a, b) => a - b)[Math.floor(recent.length / 2)]
  return {
    currency: pay.currency,
    floorMicrosPerHour: floorAt({ pay, floors, place: null }, nowMs()),
    secondsPerTask: middle === undefined || recent.length < MEASURED.least ? null : middle / 1_000,
  }
}

/** What a project's tasks are about: what is in it, else the first of what its kind takes; nothing where they are about rows or nothing. */
async function heldBy({ storage }: Pick<Deps, "storage">, { id, kind, settings }: Shown): Promise<AssetKind[]> {
  if (settings.about) return []
  const { assets } = KINDS[kind]
  const found = assets.length > 1 ? await findKindsIn(storage.db, id, assets) : []
  return found.length > 0 ? found : assets.slice(0, 1)
}

import { StoredWorkBody, TaskAbout } from "@justesse/types"
import { mediaFacts, type StoredFacts } from "../assets/rows.ts"
import type { LeaseStart } from "./operations.ts"

/** What a lease begins with, as the hot statements read it. */
export interface StartRow extends StoredFacts {
  readonly draft_revision: number | null
  readonly body: string | null
  readonly proposal: string | null
  readonly about: string | null
  readonly asset_id: number | null
}

/**
 * Columns of what an assignment `a` begins with, read over {@link START_JOINS}: the picture's size, the draft or else the answer
 * sent last, and where neither is what the set says that was chosen for the picture, else the newest one that proposes; and what the
 * task is about beside its picture.
 */
export const START_COLUMNS = `k.asset_id, s.media_type, s.bytes, s.preview_sha256, s.width, s.height, s.duration_ms, s.sample_rate, s.channels, d.revision as draft_revision,
    coalesce(d.body, case when a.revision > 0 then (select b.body from submission b where b.project_id = a.project_id
      and b.task_id = a.task_id and b.person_id = a.person_id and b.revision = a.revision) end) as body,
    case when d.revision is null and a.revision = 0 then (select p.body from prediction_set q cross join prediction p
        left join proposal o on o.project_id = p.project_id and o.task_id = p.task_id
      where q.project_id = a.project_id and p.project_id = q.project_id and p.set_id = q.id and p.task_id = a.task_id
        and (o.set_id = p.set_id or (o.set_id is null and q.proposes = 1))
      order by q.id desc limit 1) end as proposal,
    (select x.body from task_about x where x.project_id = a.project_id and x.task_id = a.task_id) as about`

export const START_JOINS = `left join task k on k.project_id = a.project_id and k.id = a.task_id
    left join asset s on s.project_id = k.project_id and s.id = k.asset_id
    left join draft d on d.project_id = a.project_id and d.task_id = a.task_id and d.person_id = a.person_id`

/** Pictures that have a task are readable and have a size; a task without a picture begins with the least one. */
export function toStart(row: StartRow | undefined): LeaseStart {
  return {
    isBare: row?.asset_id === null,
    width: row?.width ?? 1,
    height: row?.height ?? 1,
    facts: row ? mediaFacts(row) : null,
    draftRevision: row?.draft_revision ?? 0,
    body: row?.body ? StoredWorkBody.parse(JSON.parse(row.body)) : null,
    proposal: row?.proposal ?? null,
    about: row?.about ? TaskAbout.parse(JSON.parse(row.about)) : null,
  }
}

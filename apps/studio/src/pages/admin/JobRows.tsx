import type { Health } from "@justesse/types/wire/admin"
import i18next from "i18next"
import { api, refresh } from "../../api.ts"
import { useReason } from "../../failures/useReason.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Icon } from "../../theme/Icon.tsx"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Rows } from "../../ui/layout.tsx"
import { useAct } from "../../ui/useAct.ts"

type Job = Health["jobs"][number]

/** Long work: where it is, what failed and why, again or cancel. */
export function JobRows({ jobs }: { readonly jobs: readonly Job[] }) {
  const t = useT("admin")
  if (jobs.length === 0) return <p className="dim">{t("noJobs")}</p>
  return (
    <Rows>
      {jobs.map((job) => (
        <JobRow key={job.id} job={job} />
      ))}
    </Rows>
  )
}

function JobRow({ job }: { readonly job: Job }) {
  const t = useT("admin")
  const format = useFormat()
  const reason = useReason()
  const after = () => refresh("admin")
  const again = useAct(() => api.admin.retryJob.mutate({ id: job.id }), after)
  const cancel = useAct(() => api.admin.cancelJob.mutate({ id: job.id }), after)
  const kind = i18next.exists(`admin:job.${job.kind}`) ? t(`job.${job.kind}`) : job.kind
  const going = job.state === "queued" || job.state === "running"
  return (
    <div className={`row ${measures.high52}`}>
      <span className={job.state === "failed" ? "need" : job.state === "done" ? "good" : "dim"}>
        <Icon name={job.state === "failed" ? "warning" : job.state === "done" ? "check" : "clock"} />
      </span>
      <span className="g">
        {kind} {job.project && <span className="dim">· {job.project}</span>}
        <br />
        <span className="dim sm">
          {t(`jobState.${job.state === "running" && job.total === 0 ? "begun" : job.state}`, {
            done: format.number(job.done),
            total: format.number(job.total),
            tries: job.tries,
            count: job.tries,
          })}{" "}
          · {format.ago(job.endedAtMs ?? job.madeAtMs)}
        </span>
        {job.state === "failed" && (
          <>
            <br />
            <span className="sm">{reason(job.error ?? "internal", job.detail)}</span>
          </>
        )}
      </span>
      {going && (
        <Button small look="quiet" onClick={() => cancel.mutate(undefined)}>
          {t("common:cancel")}
        </Button>
      )}
      {job.again && (
        <Button small onClick={() => again.mutate(undefined)}>
          {t("again")}
        </Button>
      )}
    </div>
  )
}

import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Intro } from "../../ui/layout.tsx"
import { JobRows } from "./JobRows.tsx"

/** All long work that is kept in mind. */
export function JobsPage() {
  const t = useT("admin")
  const query = useQuery(trpc.admin.health.queryOptions({}))
  usePageName(t("jobs"))
  return (
    <div className="content">
      <Head title={t("jobs")} />
      <Loaded query={query}>
        {({ jobs }) => (
          <>
            <Intro>
              <Rich
                t={t}
                k="jobsLead"
                values={{
                  count: jobs.filter((job) => job.state === "running").length,
                  failed: t("failedJobs", { count: jobs.filter((job) => job.state === "failed").length }),
                }}
              />
            </Intro>
            <div className={measures.above20}>
              <JobRows jobs={jobs} />
            </div>
          </>
        )}
      </Loaded>
    </div>
  )
}

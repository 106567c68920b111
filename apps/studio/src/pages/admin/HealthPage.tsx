import type { Health } from "@justesse/types/wire/admin"
import { useQuery } from "@tanstack/react-query"
import { api, refresh, trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useNow } from "../../locale/useNow.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { Button, TextLink } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Intro, Rule, Section } from "../../ui/layout.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import { BackupSquares } from "./BackupSquares.tsx"
import { JobRows } from "./JobRows.tsx"
import { ModelHostsPart } from "./ModelHostsPart.tsx"
import { QuotasPart } from "./QuotasPart.tsx"
import { ReachPart } from "./ReachPart.tsx"
import { RefusedAsksPart } from "./RefusedAsksPart.tsx"
import { SupportPart } from "./SupportPart.tsx"

/** Health in one sentence; the title says what is wrong before any colour does. */
export function HealthPage() {
  // Room on the disk and who is here are no jobs.
  const query = useQuery({ ...trpc.admin.health.queryOptions({}), refetchInterval: 10_000 })
  return <div className="content">{<Loaded query={query}>{(health) => <HealthBody health={health} />}</Loaded>}</div>
}

function HealthBody({ health }: { readonly health: Health }) {
  const t = useT("admin")
  const toast = useToast()
  const title = t(health.trouble ? `trouble.${health.trouble.code}` : "allWell", health.trouble?.detail ?? {})
  usePageName(title)
  const backup = useAct(
    () => api.admin.backupNow.mutate({}),
    () => {
      void refresh("admin")
      toast.done(t("backupBegun"))
    },
  )
  return (
    <>
      <Head title={title}>
        <Button onClick={() => backup.mutate(undefined)} disabled={backup.isPending}>
          {t("backupNow")}
        </Button>
      </Head>
      <HealthLead health={health} />
      <RefusedAsksPart />
      <HealthRows health={health} />
      <Rule />
      <div className="two">
        <DiskPart health={health} />
        <div>
          <Section title={t("backups")} aside={<TextLink to="/admin/backups">{t("allBackups")}</TextLink>}>
            <BackupSquares health={health} />
          </Section>
          <div className={measures.above20}>
            <Section title={t("jobs")} aside={<TextLink to="/admin/jobs">{t("common:all")}</TextLink>}>
              <JobRows jobs={health.jobs.slice(0, 5)} />
            </Section>
          </div>
        </div>
      </div>
    </>
  )
}

function HealthLead({ health }: { readonly health: Health }) {
  const t = useT("admin")
  const format = useFormat()
  const now = useNow()
  const failed = health.jobs.filter((job) => job.state === "failed").length
  const values = {
    up: format.duration((now - health.upSinceMs) / 1000),
    disk: format.percent(1 - health.diskFreeRatio),
    backup: health.lastBackup ? format.ago(health.lastBackup.madeAtMs) : "",
    failed: t("failedJobs", { count: failed }),
  }
  return (
    <Intro>
      <Rich t={t} k={health.lastBackup ? "lead" : "leadNoBackup"} values={values} />
    </Intro>
  )
}

function HealthRows({ health }: { readonly health: Health }) {
  const t = useT("admin")
  const format = useFormat()
  const rows = [
    {
      name: t("peopleName"),
      text: (
        <>
          {format.number(health.people)} <span className="dim">· {t("hereNow", { count: health.hereNow })}</span>
        </>
      ),
      act: <TextLink to="/admin/people">{t("look")}</TextLink>,
    },
    { name: t("projects"), text: format.number(health.projects), act: <TextLink to="/projects">{t("look")}</TextLink> },
    { name: t("mail"), text: <span className="dim">{t("mailOff")}</span>, act: null },
    {
      name: t("version"),
      text: (
        <>
          {health.version}{" "}
          <span className="dim">
            · Node {health.node} · {t(`engine.${health.engine}`)}
          </span>
        </>
      ),
      act: null,
    },
  ]
  return (
    <div className={`rows ${measures.above20}`}>
      <ReachPart health={health} />
      <QuotasPart quotas={health.quotas} />
      <SupportPart url={health.supportUrl} />
      <ModelHostsPart hosts={health.modelHosts} />
      {rows.map((row) => (
        <div key={row.name} className={`row ${measures.high44}`}>
          <span className={`dim ${measures.wide128} ${measures.fixed}`}>{row.name}</span>
          <span className="g">{row.text}</span>
          {row.act}
        </div>
      ))}
    </div>
  )
}

function DiskPart({ health }: { readonly health: Health }) {
  const t = useT("admin")
  const format = useFormat()
  const used = 1 - health.diskFreeRatio
  const total = health.diskFreeRatio > 0 ? health.diskFreeBytes / health.diskFreeRatio : 0
  return (
    <Section title={t("disk")}>
      <p>
        <strong>
          {t("diskUsed", { used: format.bytes(total - health.diskFreeBytes), total: format.bytes(total) })}
        </strong>{" "}
        <span className="dim">{t("dataUsed", { data: format.bytes(health.dataBytes) })}</span>
      </p>
      <div className="prog" role="img" aria-label={format.percent(used)}>
        <span className={health.diskFreeRatio < 0.15 ? "p-disp" : "p-settled"} style={{ flex: used }} />
        <span className="p-open" style={{ flex: health.diskFreeRatio }} />
      </div>
      <p className="dim sm">{t("diskFree", { free: format.bytes(health.diskFreeBytes) })}</p>
    </Section>
  )
}

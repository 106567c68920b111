import type { Health } from "@justesse/types/wire/admin"
import { NumberInput, Switch } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { api, refresh, trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Command } from "../../ui/Copy.tsx"
import { commandText, quoteForShell, useDataDir } from "../../ui/cli.ts"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Intro, Rule, Section, Tag } from "../../ui/layout.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useKept } from "../../ui/useKept.ts"
import { type BackupGoing, backupGoing } from "./backupGoing.ts"

/** Every backup, whether it was read back, and the nightly one. */
export function BackupsPage() {
  const t = useT("admin")
  const toast = useToast()
  const query = useQuery({
    ...trpc.admin.health.queryOptions({}),
    // The backup of the night is no job.
    refetchInterval: 30_000,
  })
  const going = query.data ? backupGoing(query.data.jobs) : null
  usePageName(t("backups"))
  const backup = useAct(
    () => api.admin.backupNow.mutate({}),
    () => {
      void refresh("admin")
      toast.done(t("backupBegun"))
    },
  )
  return (
    <div className="content">
      <Head title={t("backups")}>
        <Button look="primary" onClick={() => backup.mutate(undefined)} disabled={backup.isPending || going !== null}>
          {backup.isPending || going ? t("backupNowRuns") : t("backupNow")}
        </Button>
      </Head>
      <Loaded query={query}>{(health) => <BackupsBody health={health} />}</Loaded>
    </div>
  )
}

function BackupsBody({ health }: { readonly health: Health }) {
  const t = useT("admin")
  const format = useFormat()
  const last = health.lastBackup
  const going = backupGoing(health.jobs)
  const folder = useDataDir()
  const from = last && folder ? `${folder}/backups/${last.file}` : "./backup.jbackup"
  return (
    <>
      <Intro>
        <Rich
          t={t}
          k={last ? "backupsLead" : "backupsLeadNone"}
          values={{ count: health.backups.length, when: last ? format.ago(last.madeAtMs) : "" }}
        />
      </Intro>
      <div className={measures.above20}>
        <Nightly nightly={health.nightly} />
      </div>
      {(going || health.backups.length > 0) && (
        <>
          <Rule />
          <div className="rows">
            {going && <GoingLine going={going} />}
            {health.backups.map((backup) => (
              <BackupLine key={backup.file} backup={backup} />
            ))}
          </div>
        </>
      )}
      <Rule />
      <Section title={t("restore")}>
        <p className="dim">{t("restoreText")}</p>
        <div className={measures.above8}>
          <Command text={commandText(`restore ${quoteForShell(from)} --data ./data-restored`, null)} />
        </div>
      </Section>
    </>
  )
}

function GoingLine({ going }: { readonly going: BackupGoing }) {
  const t = useT("admin")
  const format = useFormat()
  const { done, total } = going
  const steps = { done: format.number(done), total: format.number(total) }
  return (
    <div className="row" role="status">
      <span className="g">
        {t("backupNowRuns")}
        <br />
        <span className="dim sm">{total === 0 ? t("backupWaits") : t("backupSteps", steps)}</span>
      </span>
      <progress aria-label={t("backupNowRuns")} max={total || 1} value={total === 0 ? undefined : done} />
    </div>
  )
}

function BackupLine({ backup }: { readonly backup: Health["backups"][number] }) {
  const t = useT("admin")
  const format = useFormat()
  const toast = useToast()
  const check = useAct(
    () => api.admin.checkBackup.mutate({ file: backup.file }),
    ({ ok, rows, problems }) => {
      void refresh("admin")
      toast.done(ok ? t("checkGood", { rows }) : t("checkBad", { problem: problems[0] ?? "" }))
    },
  )
  return (
    <div className="row">
      <span className="g">
        <span className="b">{format.dateTime(backup.madeAtMs)}</span>{" "}
        <span className="dim">
          · {t(`reason.${backup.reason}`)} · {format.bytes(backup.bytes)} · {backup.file}
        </span>
      </span>
      {backup.verifiedAtMs === null ? (
        <Tag tone="need">{t("notVerified")}</Tag>
      ) : (
        <Tag tone="good">{t("verified", { when: format.ago(backup.verifiedAtMs) })}</Tag>
      )}
      <Button small onClick={() => check.mutate(undefined)} disabled={check.isPending}>
        {t("check")}
      </Button>
    </div>
  )
}

function Nightly({ nightly: kept }: { readonly nightly: Health["nightly"] }) {
  const t = useT("admin")
  const [nightly, set] = useKept(kept, (next) => api.admin.setNightly.mutate(next).finally(() => refresh("admin")))
  const whole = (value: number | string, least: number, most: number) =>
    Math.min(most, Math.max(least, Math.round(Number(value) || least)))
  return (
    <Section title={t("nightly")}>
      <div className={`inline ${measures.gap16}`}>
        <Switch
          label={t("nightlyOn")}
          checked={nightly.on}
          onChange={(event) => {
            const on = event.currentTarget.checked
            set((now) => ({ ...now, on }))
          }}
        />
        <span className="inline">
          {t("nightlyAt")}
          <NumberInput
            aria-label={t("nightlyAt")}
            size="xs"
            w={80}
            suffix=":00"
            min={0}
            max={23}
            value={nightly.hour}
            onChange={(value) => set((now) => ({ ...now, hour: whole(value, 0, 23) }))}
          />
        </span>
        <span className="inline">
          {t("nightlyKeep")}
          <NumberInput
            aria-label={t("nightlyKeep")}
            size="xs"
            w={72}
            min={1}
            max={365}
            value={nightly.keep}
            onChange={(value) => set((now) => ({ ...now, keep: whole(value, 1, 365) }))}
          />
        </span>
      </div>
    </Section>
  )
}

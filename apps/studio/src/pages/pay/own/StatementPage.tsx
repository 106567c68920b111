import type { StatementShown } from "@justesse/types/wire/pay"
import { TextInput } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../../api.ts"
import { useT } from "../../../i18n/useT.ts"
import { utcOffsetMinutes } from "../../../locale/dates.ts"
import { useNow } from "../../../locale/useNow.ts"
import { readStatementParams } from "../../../search.ts"
import { usePageName } from "../../../shell/usePageName.ts"
import measures from "../../../theme/measures.module.css"
import { Button } from "../../../ui/Button.tsx"
import { Loaded } from "../../../ui/Loaded.tsx"
import { Crumbs, Head, Intro, Seg } from "../../../ui/layout.tsx"
import { saveFile } from "../../../ui/saveFile.ts"
import { useSearchParams } from "../../../ui/useSearchParams.ts"
import { isPeriod, momentsOf, type PeriodName, periodOf } from "./period.ts"
import { StatementSheet } from "./StatementSheet.tsx"

const NAMES: readonly PeriodName[] = ["month", "last", "year"]

/** Facts from the ledger of a time, as a page that is printed and a table that is saved. */
export function StatementPage() {
  const t = useT("pay")
  const now = useNow()
  const [params, change] = useSearchParams(readStatementParams)
  const begun = periodOf("month", now)
  const asked = { from: params.from ?? begun.from, to: params.to ?? begun.to }
  const period = isPeriod(asked) ? asked : begun
  const query = useQuery(trpc.pay.statement.queryOptions(momentsOf(period)))
  const hours = useQuery(trpc.work.hours.queryOptions({ ...period, utcOffsetMinutes: utcOffsetMinutes() })).data
  usePageName(t("statement.title"))
  const named = NAMES.find((name) => {
    const { from, to } = periodOf(name, now)
    return from === period.from && to === period.to
  })
  return (
    <div className="content">
      <Crumbs items={[{ to: "/work/hours", children: t("title") }]} here={t("statement.title")} />
      <Head title={t("statement.title")}>
        <Seg
          label={t("statement.period")}
          big
          value={named ?? ""}
          options={NAMES.map((value) => ({ value, name: t(`statement.${value}`) }))}
          onChange={(value) => {
            const name = NAMES.find((one) => one === value)
            if (name) change(periodOf(name, now))
          }}
        />
        {query.data && <Acts shown={query.data} from={period.from} to={period.to} />}
      </Head>
      <div className={`inline ${measures.above12}`}>
        {(["from", "to"] as const).map((end) => (
          <TextInput
            key={end}
            type="date"
            label={t(`statement.${end}`)}
            value={period[end]}
            onChange={(event) => change({ ...period, [end]: event.currentTarget.value })}
            w={160}
          />
        ))}
      </div>
      <Loaded query={query}>
        {(shown) =>
          shown.statements.length === 0 ? (
            <Intro>{t("statement.none")}</Intro>
          ) : (
            <StatementSheet shown={shown} period={period} seconds={hours?.totalSeconds ?? null} madeAtMs={now} />
          )
        }
      </Loaded>
    </div>
  )
}

function Acts({ shown, from, to }: { readonly shown: StatementShown; readonly from: string; readonly to: string }) {
  const t = useT("pay")
  const name = `justesse-${from}-${to}.csv`
  return (
    <>
      <Button icon="download" onClick={() => saveFile(name, "text/csv", shown.csv)}>
        CSV
      </Button>
      <Button look="primary" onClick={() => window.print()}>
        {t("statement.print")}
      </Button>
    </>
  )
}

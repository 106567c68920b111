import type { LedgerChecked, LedgerShown } from "@justesse/types/wire/pay"
import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../../api.ts"
import { Rich } from "../../../i18n/Rich.tsx"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { usePageName } from "../../../shell/usePageName.ts"
import { Icon } from "../../../theme/Icon.tsx"
import measures from "../../../theme/measures.module.css"
import { Button } from "../../../ui/Button.tsx"
import { Command } from "../../../ui/Copy.tsx"
import { useCommand } from "../../../ui/cli.ts"
import { Loaded } from "../../../ui/Loaded.tsx"
import { Head, Intro, Note, Rows, Rule, Section } from "../../../ui/layout.tsx"
import { MoneyReceived } from "./MoneyReceived.tsx"
import { Accounts, LastMovements } from "./Movements.tsx"

/** Whether the ledger is whole, what lies where, and the last entries. */
export function LedgerPage() {
  const t = useT("money")
  const query = useQuery(trpc.pay.ledger.queryOptions({}))
  // The whole ledger is read through: when the page opens, and when somebody asks.
  const check = useQuery(trpc.pay.checkLedger.queryOptions({}, { staleTime: 60_000, refetchOnWindowFocus: false }))
  usePageName(t("ledger.title"))
  const again = () => void Promise.all([query.refetch(), check.refetch()])
  return (
    <div className="content">
      <Head title={t("ledger.title")}>
        <Button disabled={check.isFetching} onClick={again}>
          {t(check.isFetching ? "ledger.checking" : "ledger.check")}
        </Button>
      </Head>
      <Loaded query={query}>{(shown) => <LedgerBody shown={shown} checked={check.data} />}</Loaded>
    </div>
  )
}

interface Props {
  readonly shown: LedgerShown
  /** Undefined while it is read through. */
  readonly checked: LedgerChecked | undefined
}

function LedgerBody({ shown, checked }: Props) {
  const t = useT("money")
  const format = useFormat()
  const command = useCommand()
  const key = shown.movements === 0 ? "empty" : !checked ? "checkingLead" : checked.ok ? "whole" : "broken"
  return (
    <>
      <Intro>
        <Rich
          t={t}
          k={`ledger.${key}`}
          values={{
            count: checked?.entries ?? 0,
            when: checked ? format.time(checked.checkedAtMs) : "",
            at: checked?.first ? `${checked.first.what} ${checked.first.at}` : "",
          }}
        />
      </Intro>
      {checked && !checked.ok && (
        <div className={measures.above16}>
          <Note need>{t("ledger.brokenText")}</Note>
        </div>
      )}
      <div className={`side ${measures.above24}`}>
        <div>
          {shown.sums.length > 0 && <Accounts sums={shown.sums} />}
          {shown.last.length > 0 && (
            <>
              <Rule />
              <LastMovements movements={shown.last} />
            </>
          )}
          {shown.movements === 0 && <p className="dim">{t("ledger.emptyText")}</p>}
        </div>
        <div>
          <Checks checked={checked} />
          <div className={measures.above24}>
            <Section title={t("ledger.command")}>
              <Command text={command("ledger verify")} />
            </Section>
          </div>
          <div className={measures.above24}>
            <MoneyReceived />
          </div>
        </div>
      </div>
    </>
  )
}

const CHECKS = ["sums", "below", "balances", "seal"] as const

function Checks({ checked }: Pick<Props, "checked">) {
  const t = useT("money")
  return (
    <Section title={t("ledger.checked")}>
      <Rows>
        {CHECKS.map((name) => (
          <div key={name} className="row">
            <span className={checked?.ok === false ? "need" : checked ? "good" : "dim"}>
              <Icon name={checked?.ok === false ? "warning" : "check"} small />
            </span>
            <span className="g">{t(`ledger.checks.${name}`)}</span>
          </div>
        ))}
      </Rows>
      <p className={`dim sm ${measures.above8}`}>{t("ledger.alone")}</p>
    </Section>
  )
}

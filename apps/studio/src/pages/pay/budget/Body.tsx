import type { ProjectCard } from "@justesse/types/wire/account"
import type { Budget } from "@justesse/types/wire/pay"
import { useState } from "react"
import { Rich } from "../../../i18n/Rich.tsx"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { useMoney } from "../../../locale/useMoney.ts"
import { useNow } from "../../../locale/useNow.ts"
import { useMe } from "../../../shell/useMe.ts"
import measures from "../../../theme/measures.module.css"
import { Button } from "../../../ui/Button.tsx"
import { Head, Intro, Note, Rule, Tag } from "../../../ui/layout.tsx"
import { Named, useContacts } from "../../work/contacts/Named.tsx"
import { BeforeOpening } from "./BeforeOpening.tsx"
import { CostPart } from "./CostPart.tsx"
import { DepositDialog } from "./DepositDialog.tsx"
import { DepositsPart, ExposurePart, ForecastPart } from "./Forecast.tsx"
import { hasMoney } from "./fixed.ts"
import { LearningPart } from "./LearningPart.tsx"
import { ModePart } from "./ModePart.tsx"
import { MoneyBar } from "./MoneyBar.tsx"
import { SpentPart } from "./SpentPart.tsx"
import { leadOf, type Money, proposedMicros, stateOf } from "./state.ts"

const DAY_MS = 86_400_000

interface Props {
  readonly card: ProjectCard
  readonly budget: Budget
  readonly money: Money
}

/** What is free and what it is for, what one answer costs, and what comes next. */
export function PaidBudget({ card, budget, money }: Props) {
  const t = useT("budget")
  const isOperator = useMe()?.person?.operator === true
  const [isPutting, setPutting] = useState(false)
  const state = stateOf(money)
  return (
    <>
      <Head title={t("title")} beside={<Tag>{t("paid")}</Tag>}>
        {isOperator && state !== "noFloor" && (
          <Button look={state === "done" ? "plain" : "primary"} onClick={() => setPutting(true)}>
            {t("putIn")}
          </Button>
        )}
      </Head>
      <BudgetLead money={money} />
      {state === "stopped" && <StoppedNote money={money} />}
      <ComingNote money={money} />
      {hasMoney(budget) && <MoneyBar money={money} />}
      {!isOperator && state !== "noFloor" && <WhoPutsIn />}
      {(state === "noFloor" || state === "noPrice" || state === "before") && (
        <BeforeOpening card={card} money={money} state={state} />
      )}
      <Rule />
      <div className="two">
        <div>
          {money.quote ? <CostPart money={money} quote={money.quote} /> : <ModePart card={card} budget={budget} />}
          {money.quote && <LearningPart project={card.project} money={money} />}
        </div>
        <div>
          {money.quote && <ForecastPart money={money} quote={money.quote} />}
          {money.price && <ExposurePart money={money} />}
          <DepositsPart money={money} />
        </div>
      </div>
      {money.quote && (
        <>
          <Rule />
          <SpentPart project={card.project} money={money} />
          <Rule />
          <ModePart card={card} budget={budget} />
        </>
      )}
      {isPutting && (
        <DepositDialog
          project={card.project}
          currency={money.currency}
          proposedMicros={proposedMicros(money)}
          learningPercent={money.learning.percent ?? 0}
          onClose={() => setPutting(false)}
        />
      )}
    </>
  )
}

function BudgetLead({ money }: { readonly money: Money }) {
  const t = useT("budget")
  const format = useFormat()
  const { money: said, price } = useMoney()
  const now = useNow()
  const { currency, freeMicros, lastsDays, missingMicros, answersLeft, unfunded, quote, ownSeconds, people } = money
  const costs = quote ? quote.quotedMicros + quote.bonusMicros : 0
  const until = lastsDays === null ? "" : format.day(now + lastsDays * DAY_MS)
  const values = {
    ...{ free: said(freeMicros, currency), until, missing: said(missingMicros ?? 0, currency), count: answersLeft },
    ...{ people, cost: price(costs, currency), all: said(costs * answersLeft, currency), done: ownSeconds.length },
    since: unfunded ? `${format.day(unfunded.sinceMs)} ${format.time(unfunded.sinceMs)}` : "",
  }
  return (
    <Intro>
      <Rich t={t} k={`lead.${leadOf(money)}`} values={values} />
    </Intro>
  )
}

/** What goes on without money, and who was told. */
function StoppedNote({ money: { unfunded } }: { readonly money: Money }) {
  const t = useT("budget")
  if (!unfunded?.asked) return null
  return (
    <div className={measures.above16}>
      <Note need>
        <Rich t={t} k="stopped.asked" values={{ count: unfunded.asked }} />
      </Note>
    </div>
  )
}

/** The price that follows the one in force, while it is told and does not hold yet. */
function ComingNote({ money: { coming, price: present, currency } }: { readonly money: Money }) {
  const t = useT("budget")
  const format = useFormat()
  const { price } = useMoney()
  if (!coming) return null
  const { priceMicros, bonusMicros, fromMs } = coming
  const values = {
    ...{ day: `${format.fullDate(fromMs)}, ${format.time(fromMs)}`, price: price(priceMicros ?? 0, currency) },
    ...{ bonus: price(bonusMicros, currency), now: price(present?.priceMicros ?? 0, currency) },
  }
  return (
    <div className={measures.above16}>
      <Note>
        <Rich t={t} k={priceMicros === null ? "coming.byTime" : "coming.byPiece"} values={values} />
      </Note>
    </div>
  )
}

/** Money is put in by whoever receives it: the operators of the studio. */
function WhoPutsIn() {
  const t = useT("budget")
  const operators = useContacts()?.operators ?? []
  return (
    <p className={`dim ${measures.above12}`}>
      {t("whoPutsIn")} {operators.length > 0 && <Named people={operators} />}
    </p>
  )
}

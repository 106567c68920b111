import type { ProjectCard } from "@justesse/types/wire/account"
import type { Budget } from "@justesse/types/wire/pay"
import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../../api.ts"
import { Rich } from "../../../i18n/Rich.tsx"
import { useT } from "../../../i18n/useT.ts"
import { useMe, useProjectSlug } from "../../../shell/useMe.ts"
import { usePageName } from "../../../shell/usePageName.ts"
import measures from "../../../theme/measures.module.css"
import { Loaded } from "../../../ui/Loaded.tsx"
import { Head, Intro } from "../../../ui/layout.tsx"
import { PaidBudget } from "./Body.tsx"
import { ModePart } from "./ModePart.tsx"

/** Money moves while people work, and no job tells of it. */
const EVERY_MS = 20_000

/** A project's money; where nobody is paid by it, only how people are paid. */
export function BudgetPage() {
  const project = useProjectSlug()
  const t = useT("budget")
  const query = useQuery({ ...trpc.pay.budget.queryOptions({ project }), refetchInterval: EVERY_MS })
  const card = useMe()?.projects.find((one) => one.project === project)
  usePageName(t(query.data && !query.data.money ? "mode.title" : "title"))
  return (
    <div className="content">
      <Loaded query={query}>{(budget) => card && <BudgetBody card={card} budget={budget} />}</Loaded>
    </div>
  )
}

function BudgetBody({ card, budget }: { readonly card: ProjectCard; readonly budget: Budget }) {
  const t = useT("budget")
  if (budget.money) return <PaidBudget card={card} budget={budget} money={budget.money} />
  return (
    <>
      <Head title={t("mode.title")} />
      <Intro>
        <Rich t={t} k={`mode.lead.${budget.mode}`} />
      </Intro>
      <div className={measures.above24}>
        <ModePart card={card} budget={budget} />
      </div>
    </>
  )
}

import type { ProjectCard } from "@justesse/types/wire/account"
import { api, refresh } from "../../../api.ts"
import { useT } from "../../../i18n/useT.ts"
import { useMe } from "../../../shell/useMe.ts"
import measures from "../../../theme/measures.module.css"
import { Button, ButtonLink } from "../../../ui/Button.tsx"
import { useToast } from "../../../ui/toast.tsx"
import { useAct } from "../../../ui/useAct.ts"
import { type BudgetState, type Money, OWN_ITEMS } from "./state.ts"

interface Props {
  readonly card: ProjectCard
  readonly money: Money
  readonly state: BudgetState
}

/** What stands between a project and its first paid task: a floor, the owner's own five, money. */
export function BeforeOpening({ card, money, state }: Props) {
  const t = useT("budget")
  return (
    <div className={`${measures.above24} ${measures.upTo640}`}>
      <p>{t(`before.${state}`)}</p>
      {(state !== "before" || money.freeMicros > 0) && (
        <div className={`inline ${measures.above16}`}>
          {state === "noFloor" && <ToFloor />}
          {state === "noPrice" && <DoFive project={card.project} done={money.ownSeconds.length} />}
          {state === "before" && <Begin card={card} />}
        </div>
      )}
      <p className={`dim ${measures.above12}`}>{t("before.nobody")}</p>
    </div>
  )
}

function ToFloor() {
  const t = useT("budget")
  if (useMe()?.person?.operator !== true) return <span className="dim">{t("askForFloor")}</span>
  return (
    <ButtonLink look="primary" to="/admin/floor">
      {t("toFloor")}
    </ButtonLink>
  )
}

function DoFive({ project, done }: { readonly project: string; readonly done: number }) {
  const t = useT("budget")
  return (
    <ButtonLink look="primary" to="/label/$project/{-$assignment}" params={{ project, assignment: undefined }}>
      {t("doFive", { count: Math.max(1, OWN_ITEMS - done) })}
    </ButtonLink>
  )
}

/** Leads to the page where a draft is opened, or posts the first price of a project that was open before it paid. */
function Begin({ card: { project, state } }: { readonly card: ProjectCard }) {
  const t = useT("budget")
  const toast = useToast()
  const begin = useAct(
    () => api.pay.begin.mutate({ project }),
    async () => {
      await refresh("pay", "project", "account", "work")
      toast.done(t("begun"))
    },
  )
  if (state === "draft")
    return (
      <ButtonLink look="primary" to="/projects/new" search={{ project }}>
        {t("open")}
      </ButtonLink>
    )
  return (
    <Button look="primary" disabled={begin.isPending} onClick={() => begin.mutate(undefined)}>
      {t("begin")}
    </Button>
  )
}

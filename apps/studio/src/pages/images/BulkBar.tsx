import type { AssetAct, AssetFilter, AssetTile } from "@justesse/types/wire/asset"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { type Dispatch, type SetStateAction, useState } from "react"
import { trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Button } from "../../ui/Button.tsx"
import { BulkDialog, type BulkDialogKind } from "./BulkDialog.tsx"
import { MoreMenu, ReserveMenu } from "./BulkMenus.tsx"
import css from "./page.module.css"
import { type Chosen, countOf, isChosen, NOTHING, selectionOf } from "./selection.ts"
import { useBulk } from "./useBulk.ts"
import type { Choices } from "./useChoices.ts"
import { useGold } from "./useGold.ts"

interface Props {
  readonly project: string
  readonly chosen: Chosen
  readonly tiles: readonly AssetTile[]
  readonly total: number
  readonly filter: AssetFilter
  readonly choices: Choices
  readonly onChosen: Dispatch<SetStateAction<Chosen>>
  /** The list that is shown is that of another filter: nothing is done before its own is there. */
  readonly stale: boolean
}

/** What can be done with the chosen pictures, at the foot of the window; what it would meet is said first. */
export function BulkBar({ project, chosen, tiles, total, filter, choices, onChosen, stale }: Props) {
  const t = useT("images")
  const format = useFormat()
  const count = countOf(chosen, total)
  const selection = selectionOf(chosen, filter)
  const [dialog, setDialog] = useState<BulkDialogKind | null>(null)
  // Who chose others meanwhile keeps them.
  const done = (acted: Chosen) => onChosen((now) => (now === acted ? NOTHING : now))
  const bulk = useBulk(project, done)
  const gold = useGold(project, () => done(chosen))
  const { data: weighed, isPlaceholderData } = useQuery({
    ...trpc.asset.weigh.queryOptions({ project, selection }),
    enabled: count > 0,
    placeholderData: keepPreviousData,
  })
  const waits = stale || isPlaceholderData
  const act = (...acts: AssetAct[]) => bulk.mutate({ selection, acts, chosen })
  if (count === 0) return null
  const mine = tiles.filter((tile) => isChosen(chosen, tile.asset))
  const binned = filter.states.length === 1 && filter.states[0] === "deleted"
  const inHand = weighed?.inHand ?? 0
  const reviewable = weighed?.byState["settled"] ?? 0
  const excluded = weighed !== undefined && (weighed.byState["excluded"] ?? 0) === weighed.pictures
  return (
    <section className={css.bulk} data-foot aria-label={t("chosenActs")}>
      <div className={css.line}>
        <strong className="nw">{t("selected", { count })}</strong>
        {chosen.kind === "some" && count < total && (
          <Button look="quiet" small className={css.accented} onClick={() => onChosen({ kind: "all" })}>
            {t("selectAll", { total: format.number(total) })}
          </Button>
        )}
        {bulk.isPending ? (
          <span className="dim nw" role="status">
            {t("acting")}
          </span>
        ) : (
          inHand > 0 && <span className={`dim nw ${css.onlyBig}`}>{t("inHand", { count: inHand })}</span>
        )}
        <span className="grow" />
        <fieldset className={`bare ${css.bulkActs}`} disabled={bulk.isPending || waits}>
          {binned ? (
            <Button look="primary" onClick={() => act({ act: "restore" })}>
              {t("act.restore")}
            </Button>
          ) : (
            <>
              <Button onClick={() => act({ act: "put_first" })}>{t("act.put_first")}</Button>
              <ReserveMenu choices={choices} onAct={act} />
              <Button onClick={() => setDialog("tag")}>{t("act.tag")}</Button>
              <Button onClick={() => act({ act: excluded ? "include" : "exclude" })}>
                {t(excluded ? "act.include" : "act.exclude")}
              </Button>
              <MoreMenu
                onAct={act}
                onDialog={setDialog}
                onGold={(as) => gold.mutate({ assets: mine.map((tile) => tile.asset), as })}
              />
              <Button look="primary" disabled={reviewable === 0} onClick={() => act({ act: "send_to_review" })}>
                {reviewable === 0 ? t("toReview") : t("act.send_to_review", { count: reviewable })}
              </Button>
            </>
          )}
        </fieldset>
        <Button look="quiet" icon="close" aria-label={t("clear")} onClick={() => onChosen(NOTHING)} />
      </div>
      {dialog && weighed && !waits && (
        <BulkDialog
          kind={dialog}
          project={project}
          selection={selection}
          weighed={weighed}
          choices={choices}
          onAct={act}
          onClose={() => setDialog(null)}
        />
      )}
    </section>
  )
}

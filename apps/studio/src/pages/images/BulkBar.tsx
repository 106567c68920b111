import type { AssetAct, AssetFilter, AssetTile } from "@justesse/types/wire/asset"
import { Menu } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../api.ts"
import { useFormat } from "../../format/useFormat.ts"
import { useT } from "../../i18n/useT.ts"
import { Icon } from "../../icons/Icon.tsx"
import { Button } from "../../ui/Button.tsx"
import { type Chosen, countOf, isChosen, NOTHING } from "./selection.ts"
import { useBulk } from "./useBulk.ts"
import { useGold } from "./useGold.ts"

interface Props {
  readonly project: string
  readonly chosen: Chosen
  readonly tiles: readonly AssetTile[]
  readonly total: number
  readonly filter: AssetFilter
  readonly onChosen: (chosen: Chosen) => void
}

/** What can be done with the chosen pictures, at the foot of the window. */
export function BulkBar({ project, chosen, tiles, total, filter, onChosen }: Props) {
  const t = useT("images")
  const format = useFormat()
  const bulk = useBulk(project, () => onChosen(NOTHING))
  const gold = useGold(project, () => onChosen(NOTHING))
  const count = countOf(chosen, total)
  const act = (one: AssetAct) => bulk.mutate({ chosen, filter, act: one })
  if (count === 0) return null
  const mine = tiles.filter((tile) => isChosen(chosen, tile.asset))
  const inHand = mine.filter((tile) => tile.workedOn).length
  const excluded = mine.length > 0 && mine.every((tile) => tile.state === "excluded")
  return (
    <section className="bulk" aria-label={t("chosenActs")}>
      <div className="l">
        <strong className="nw">{t("selected", { count })}</strong>
        {chosen.kind === "some" && count < total && (
          <Button look="quiet" small onClick={() => onChosen({ kind: "all" })}>
            {t("selectAll", { total: format.number(total) })}
          </Button>
        )}
        {inHand > 0 && <span className="dim nw only-big">{t("inHand", { count: inHand })}</span>}
        <span className="grow" />
        <Button onClick={() => act({ act: "put_first" })}>{t("act.put_first")}</Button>
        <ReserveMenu project={project} onAct={act} />
        <Button onClick={() => act({ act: excluded ? "include" : "exclude" })}>
          {t(excluded ? "act.include" : "act.exclude")}
        </Button>
        <MoreMenu onAct={act} onGold={(as) => gold.mutate({ assets: mine.map((tile) => tile.asset), as })} />
        <Button look="primary" onClick={() => act({ act: "send_to_review" })}>
          {t("act.send_to_review", { count })}
        </Button>
        <Button look="quiet" icon="close" aria-label={t("clear")} onClick={() => onChosen(NOTHING)} />
      </div>
    </section>
  )
}

interface MenuProps {
  readonly onAct: (act: AssetAct) => void
}

/** Reserve for a person or a group, or for nobody. */
export function ReserveMenu({ project, onAct }: MenuProps & { readonly project: string }) {
  const t = useT("images")
  const people = useQuery(trpc.people.list.queryOptions({ project })).data
  const annotators = people?.members.filter((member) => member.roles.includes("annotator")) ?? []
  return (
    <Menu position="top-end">
      <Menu.Target>
        <Button>{t("act.reserve")}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {annotators.map((member) => (
          <Menu.Item key={member.person} onClick={() => onAct({ act: "reserve", person: member.person, group: null })}>
            {member.name}
          </Menu.Item>
        ))}
        {people?.groups.map((group) => (
          <Menu.Item key={`group-${group.id}`} onClick={() => onAct({ act: "reserve", person: null, group: group.id })}>
            {t("group", { name: group.name })}
          </Menu.Item>
        ))}
        <Menu.Item onClick={() => onAct({ act: "reserve", person: null, group: null })}>{t("forEverybody")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

interface MoreProps extends MenuProps {
  readonly onGold: (as: "active" | "try_out") => void
}

/** The rarer acts: put last, answers wanted, reopen, make gold of what is settled. */
export function MoreMenu({ onAct, onGold }: MoreProps) {
  const t = useT("images")
  return (
    <Menu position="top-end">
      <Menu.Target>
        <Button>
          {t("common:more")}
          <Icon name="down" small />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onAct({ act: "put_last" })}>{t("act.put_last")}</Menu.Item>
        <Menu.Item onClick={() => onAct({ act: "reopen" })}>{t("act.reopen")}</Menu.Item>
        <Menu.Item onClick={() => onAct({ act: "include" })}>{t("act.include")}</Menu.Item>
        <Menu.Item onClick={() => onGold("active")}>{t("act.gold")}</Menu.Item>
        <Menu.Item onClick={() => onGold("try_out")}>{t("act.tryOut")}</Menu.Item>
        {[1, 2, 3, 5].map((overlap) => (
          <Menu.Item key={overlap} onClick={() => onAct({ act: "overlap", overlap })}>
            {t("act.overlap", { count: overlap })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

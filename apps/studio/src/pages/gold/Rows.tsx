import type { GoldList, GoldState } from "@justesse/types/wire/quality"
import { Menu } from "@mantine/core"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Icon } from "../../theme/Icon.tsx"
import measures from "../../theme/measures.module.css"
import { Button, ButtonLink, TextLink } from "../../ui/Button.tsx"
import { Tag } from "../../ui/layout.tsx"
import { Scroll } from "../../ui/Scroll.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"

type Row = GoldList["rows"][number]
type To = "active" | "try_out" | "retired" | "none"

interface Props {
  readonly project: string
  readonly owner: boolean
  readonly rows: readonly Row[]
}

const TONE: Partial<Record<GoldState, "need" | "good" | "acc">> = { trial: "need", active: "good", try_out: "acc" }

/** Each known answer: where it came from, how often it was met and answered within tolerance, whether it is doubted. */
export function GoldRows({ project, owner, rows }: Props) {
  const t = useT("gold")
  const format = useFormat()
  return (
    <Scroll label={t("title")}>
      <table className={`tbl ${measures.above12}`}>
        <thead>
          <tr>
            <th>{t("picture")}</th>
            <th>{t("stands")}</th>
            <th>{t("from")}</th>
            <th className="num">{t("asked")}</th>
            <th className="num">{t("right")}</th>
            <th className="num">{t("doubt")}</th>
            <th aria-label={t("acts")} />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.asset}>
              <td aria-label={row.name}>
                <span className={`inline ${measures.oneLine}`}>
                  <img alt="" height={36} src={row.thumbnail} className={measures.thumbnail} width={48} />
                  <TextLink to="/p/$project/images/$image" params={{ project, image: String(row.asset) }}>
                    {row.name}
                  </TextLink>
                </span>
              </td>
              <td>
                <Tag {...(TONE[row.state] && { tone: TONE[row.state] })}>{t(`state.${row.state}`)}</Tag>
              </td>
              <td>{t(`source.${row.source}`)}</td>
              <td className="num">{format.number(row.asked)}</td>
              <td className="num">{row.asked === 0 ? "–" : format.percent(row.right / row.asked)}</td>
              <td className="num">{row.doubt < 0.005 ? "–" : format.percent(row.doubt)}</td>
              <td className="num">
                {row.state === "trial" ? (
                  <ButtonLink
                    look="primary"
                    small
                    to="/p/$project/gold/$image"
                    params={{ project, image: String(row.asset) }}
                  >
                    {t("decide")}
                  </ButtonLink>
                ) : (
                  owner && <Acts project={project} row={row} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function Acts({ project, row }: { readonly project: string; readonly row: Row }) {
  const t = useT("gold")
  const toast = useToast()
  const before: To = row.state === "trial" ? "active" : row.state
  const change = useAct(
    (to: To) => api.gold.change.mutate({ project, assets: [row.asset], to }),
    (_, to) => {
      void refresh("gold")
      const back = () =>
        api.gold.change.mutate({ project, assets: [row.asset], to: before }).then(() => refresh("gold"))
      toast.done(t(`changed.${to}`, { name: row.name }), to === "none" ? undefined : back)
    },
  )
  const ways = (["active", "try_out", "retired", "none"] as const).filter((to) => to !== row.state)
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button aria-label={t("actsOf", { name: row.name })} look="quiet" small>
          <Icon name="more" small />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {ways.map((to) => (
          <Menu.Item key={to} onClick={() => change.mutate(to)}>
            {t(`to.${to}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

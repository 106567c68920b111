import type { AssetTile } from "@justesse/types/wire/asset"
import { useEffect, useRef } from "react"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { TextLink } from "../../ui/Button.tsx"
import { Scroll } from "../../ui/Scroll.tsx"
import css from "./page.module.css"
import { isChosen } from "./selection.ts"
import type { ShownTiles } from "./shownTiles.ts"
import { StateMark, StateText } from "./Tile.tsx"

/** The same pictures as lines. */
export function ImageTable({
  project,
  tiles,
  chosen,
  onEnd,
  choose,
}: ShownTiles & { readonly choose: (tile: AssetTile, range: boolean) => void }) {
  const t = useT("images")
  const format = useFormat()
  const foot = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!foot.current) return
    const watch = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && onEnd())
    watch.observe(foot.current)
    return () => watch.disconnect()
  }, [onEnd])
  return (
    <Scroll label={t("common:table")}>
      <table className="tbl tight">
        <thead>
          <tr>
            <th>
              <span className="sr">{t("chosen")}</span>
            </th>
            <th>{t("name")}</th>
            <th>{t("state")}</th>
            <th className="num">{t("boxesHead")}</th>
            <th className="num">{t("pixels")}</th>
            <th>{t("tags")}</th>
            <th>{t("document")}</th>
            <th>{t("reserved")}</th>
          </tr>
        </thead>
        <tbody>
          {tiles.map((tile) => (
            <tr key={tile.asset} data-asset={tile.asset}>
              <td className={measures.wide32}>
                <input
                  type="checkbox"
                  checked={isChosen(chosen, tile.asset)}
                  aria-label={t("choose", { name: tile.name })}
                  onChange={() => undefined}
                  onClick={(event) => choose(tile, event.shiftKey)}
                />
              </td>
              <td>
                <TextLink to="/p/$project/images/$image" params={{ project, image: String(tile.asset) }}>
                  {tile.name}
                </TextLink>
              </td>
              <td>
                <span className="inline">
                  <StateMark tile={tile} /> <StateText tile={tile} />
                </span>
              </td>
              <td className="num">{tile.nothingHere ? t("nothingHere") : format.number(tile.regions)}</td>
              <td className="num">{tile.size ? `${tile.size.width} × ${tile.size.height}` : ""}</td>
              <td>{tile.tags.join(", ")}</td>
              <td>{tile.document ? t("page", { page: tile.document.page + 1, name: tile.document.name }) : ""}</td>
              <td>{tile.reservedFor ?? ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div ref={foot} className={css.sentinel} />
    </Scroll>
  )
}

import { useT } from "../../i18n/useT.ts"
import { Cap } from "../../keys/Cap.tsx"
import { RegionCanvas } from "../canvas/Surface.tsx"
import { Played } from "../media/Played.tsx"
import { isPictured } from "../media/pictured.ts"
import frame from "../parts/frame.module.css"
import { ReviewIcon } from "../review/icons.tsx"
import screen from "../review/screen.module.css"
import { LookOn } from "../seeing/LookOn.tsx"
import { LookPanel } from "../seeing/LookPanel.tsx"
import { CASE_VIEWS } from "./CaseStage.ts"
import css from "./judging.module.css"
import type { OpenPicture } from "./useCaseStage.ts"

interface Props {
  readonly picture: OpenPicture
  readonly names: readonly [string, string]
  readonly run: (id: string) => void
  /** The settings of the picture are open. */
  readonly look: boolean
}

/** The picture of a case with both answers, over each other or side by side, and the keys that it is looked at by. */
export function CasePicture({ picture, names, run, look }: Props) {
  const t = useT("judging")
  const review = useT("review")
  const { stage, caseLook, failed, again, choose } = picture
  const order = caseLook.view === "side" && caseLook.layer === 1 ? [names[1], names[0]] : names
  return (
    <main className={screen.main}>
      <div className={frame.stage}>
        {!isPictured(picture.media) && (
          <Played label={t("picture", { names: names.join(", ") })} media={picture.media} place={picture.place} />
        )}
        {stage && isPictured(picture.media) && (
          <div className={caseLook.view === "side" ? screen.pair : screen.single}>
            <RegionCanvas engine={stage.engines[0]} label={t("picture", { names: names.join(", ") })}>
              {caseLook.view === "side" && <span className={css.side}>{order[0]}</span>}
            </RegionCanvas>
            {caseLook.view === "side" && (
              <RegionCanvas engine={stage.engines[1]} label={t("picture", { names: names.join(", ") })}>
                <span className={css.side}>{order[1]}</span>
              </RegionCanvas>
            )}
          </div>
        )}
        {stage && <LookOn engines={stage.engines} picture={stage} />}
        {look && <LookPanel className={screen.overView ?? ""} run={run} />}
        <div aria-label={review("view.title")} className={screen.viewbar} role="group">
          {CASE_VIEWS.map((one) => (
            <button
              type="button"
              aria-pressed={one === caseLook.view}
              className={screen.b}
              key={one}
              onClick={() => choose(one)}
            >
              <ReviewIcon name={one} />
              {review(`view.${one}`)}
            </button>
          ))}
          <Cap of="review.view" />
          <span className={screen.rule} />
          <button
            type="button"
            aria-pressed={caseLook.layer !== null}
            className={screen.b}
            onClick={() => run("review.flip")}
          >
            {review("view.flip")} <Cap of="review.flip" />
          </button>
          <button type="button" className={screen.b} onClick={() => run("review.fit")}>
            {review("view.fit")} <Cap of="review.fit" />
          </button>
          <button type="button" aria-pressed={look} className={screen.b} onClick={() => run("look.open")}>
            {review("view.picture")} <Cap of="look.open" />
          </button>
        </div>
        {failed && (
          <div className={frame.over} role="alert">
            <b>{review("picture.title")}</b>
            <span>{t("noPicture")}</span>
            <span className={frame.row2}>
              <button type="button" className={frame.plainBtn} onClick={again}>
                {review("picture.retry")}
              </button>
            </span>
          </div>
        )}
      </div>
    </main>
  )
}

import { useCallback, useRef } from "react"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { Cap, useCap } from "../../keys/Cap.tsx"
import { useTaskContext } from "../annotate/ui.ts"
import frame from "../parts/frame.module.css"
import { TaskIcon } from "../parts/icons.tsx"
import { useHeard, useSound } from "./context.ts"
import styles from "./page.module.css"
import { momentText, speedText } from "./times.ts"
import { setText, useMoment } from "./useMoment.ts"

/** What plays: the moment, back, again and again, the speed; and what is the matter where nothing can be heard. */
export function PlayBar() {
  const t = useT("sound")
  const { run } = useTaskContext()
  const language = useLanguage()
  const sound = useSound()
  const playing = useHeard((heard) => heard.playing)
  const speed = useHeard((heard) => heard.speed)
  const repeats = useHeard((heard) => heard.repeats)
  const trouble = useHeard((heard) => heard.trouble)
  const moment = useRef<HTMLSpanElement>(null)
  useMoment(
    sound.player,
    useCallback(
      (ms: number) => {
        setText(moment.current, momentText(ms, 1, language))
      },
      [language],
    ),
  )
  const cap = useCap()
  const name = t(playing ? "play.stop" : "play.start")
  return (
    <div className={styles.play}>
      <button
        aria-label={name}
        className={styles.playButton}
        onClick={() => run("sound.play")}
        title={`${name} ${cap("sound.play")}`.trim()}
        type="button"
      >
        <TaskIcon name={playing ? "pause" : "play"} />
      </button>
      <b className={styles.moment}>
        <span className={frame.out}>{t("play.now")} </span>
        <span ref={moment} />
      </b>
      <span className={`${frame.dim} ${frame.sm}`}>
        {t("play.of", { length: momentText(sound.recording.durationMs, 0, language) })}
      </span>
      <button className={styles.g} onClick={() => run("sound.back")} title={t("play.backTitle")} type="button">
        <TaskIcon name="again" />
        {t("play.back")}
      </button>
      <button aria-pressed={repeats} className={styles.g} onClick={() => run("sound.repeat")} type="button">
        <TaskIcon name="repeat" />
        {t("act.repeat")} <Cap of="sound.repeat" />
      </button>
      <span className={styles.rule} />
      <span className={styles.speed} role="group" aria-label={t("play.speed")}>
        <button aria-label={t("play.slower")} onClick={() => run("sound.slower")} type="button">
          −
        </button>
        <output aria-label={t("play.speed")}>{speedText(speed, language)}×</output>
        <button aria-label={t("play.faster")} onClick={() => run("sound.faster")} type="button">
          +
        </button>
      </span>
      <span className={frame.grow} />
      {trouble && (
        <span className={styles.trouble} role="alert">
          <TaskIcon name="warning" />
          <b>{t(`trouble.${trouble}`)}</b> <span className={frame.dim}>{t(`trouble.${trouble}Then`)}</span>
          <button className={styles.g} onClick={() => sound.player.tryAgain()} type="button">
            {t("trouble.again")}
          </button>
        </span>
      )}
    </div>
  )
}

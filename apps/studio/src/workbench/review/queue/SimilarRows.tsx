import type { ReviewQueue } from "@justesse/types/wire/review"
import { useEffect } from "react"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { isPlainPress } from "../../../shell/keyboard.ts"
import { TextLink } from "../../../ui/Button.tsx"
import { useGo } from "../../../ui/useGo.ts"
import styles from "../queue.module.css"
import { InkSample } from "./InkSample.tsx"
import { TextAgainst } from "./Sides.tsx"
import { useSimilarTexts } from "./useSimilarTexts.ts"

/** Differences that are the same question, to decide together; digits open the first nine. */
export function SimilarRows({ queue }: { readonly queue: ReviewQueue }) {
  const t = useT("review")
  const format = useFormat()
  const texts = useSimilarTexts(queue.ontology)
  const { project } = queue
  useDigits(
    project,
    queue.alike.map(({ key }) => key),
  )
  if (queue.alike.length === 0) return null
  return (
    <section aria-labelledby="alike" className={styles.section}>
      <header>
        <h2 id="alike">{t("alike.title")}</h2>
      </header>
      <ul className={styles.q}>
        {queue.alike.map((group, i) => {
          const [a, b] = group.sides
          return (
            <li key={group.key}>
              <TextLink
                className={`${styles.ql} ${styles.tall}`}
                to="/review/$project/alike"
                params={{ project }}
                search={{ key: group.key }}
              >
                <InkSample height={40} sample={group.sample} width={240} />
                <span className={styles.what}>
                  <b>{texts.title(group)}</b>
                  <span>
                    {group.clause === null ? t("alike.noClause") : t("alike.clause", { clause: group.clause })}
                  </span>
                </span>
                <span className={texts.isTyped(group) ? styles.alt : `${styles.alt} ${styles.words}`}>
                  {[a, b].map(
                    (side, index) =>
                      side && (
                        <span dir="auto" key={side.side}>
                          {texts.isTyped(group) ? (
                            <TextAgainst other={(index === 0 ? b : a)?.shows ?? ""} text={side.shows} />
                          ) : (
                            texts.side(group, side.shows)
                          )}
                        </span>
                      ),
                  )}
                </span>
                <span className={styles.c}>
                  <b>{format.number(group.differences)}</b>
                  <span>{t("queue.inTasks", { count: group.tasks })}</span>
                </span>
                <span className={styles.go}>
                  <span className={styles.open}>
                    {t("alike.open")} {i < 9 && <kbd aria-hidden="true">{i + 1}</kbd>}
                  </span>
                </span>
              </TextLink>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** `1 2 3` open the groups while no control has the focus. */
function useDigits(project: string, keys: readonly string[]): void {
  const go = useGo()
  const all = JSON.stringify(keys)
  useEffect(() => {
    const groups: string[] = JSON.parse(all)
    const press = (event: KeyboardEvent) => {
      const digit = /^Digit([1-9])$/.exec(event.code)?.[1]
      const onField = event.target instanceof Element && event.target.closest("input, select, textarea, [role=dialog]")
      const key = digit === undefined ? undefined : groups[Number(digit) - 1]
      if (key === undefined || event.repeat || onField || !isPlainPress(event)) return
      event.preventDefault()
      go({ to: "/review/$project/alike", params: { project }, search: { key } })
    }
    window.addEventListener("keydown", press)
    return () => window.removeEventListener("keydown", press)
  }, [project, all, go])
}

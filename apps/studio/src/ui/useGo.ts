import { useNavigate } from "@tanstack/react-router"
import { useCallback, useEffect, useRef } from "react"

/**
 * Leads on once an act is done, unless the page that began it is left by then: whoever went elsewhere while the answer was
 * on its way stays there.
 */
export function useGo() {
  const navigate = useNavigate()
  const here = useRef(false)
  useEffect(() => {
    here.current = true
    return () => {
      here.current = false
    }
  }, [])
  return useCallback<typeof navigate>(
    async (options) => {
      if (here.current) await navigate(options)
    },
    [navigate],
  )
}

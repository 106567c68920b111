#!/bin/sh
# Each kind of task with curl alone: made and fed, answered, exported.
#
#   each_kind.sh make STUDIO OWNER_TOKEN PICTURE RECORDING ANOTHER_PICTURE   makes, feeds and opens a project of each kind
#   each_kind.sh answer STUDIO TOKEN                         answers all of its tasks, as whoever's token it is
#   each_kind.sh export STUDIO OWNER_TOKEN FOLDER            freezes each project, and writes its answers there as JSONL
set -eu
[ $# -ge 3 ] || { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
act=$1 studio=$2 token=$3

# call METHOD PATH [JSON]: what the studio answers; stops with what it says where it refuses.
call() {
  answer=$(curl -sS -X "$1" -H "authorization: Bearer $token" -H 'content-type: application/json' ${3:+--data "$3"} "$studio$2")
  case $answer in *'"code":"'*'"detail"'* | *'"error":{'*) echo "$2: $answer" >&2; exit 1 ;; esac
  printf '%s' "$answer"
}
# field NAME: the first value of that name in the JSON that comes in.
field() { grep -o "\"$1\":\"\{0,1\}[^\",}]*" | head -n 1 | sed 's/^[^:]*:"\{0,1\}//'; }
uuid() { cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen | tr A-Z a-z; }

# put SLUG FILE: one file into the project; waits until it is in.
put() {
  batch=$(uuid)
  curl -sS -f -X PUT -H "authorization: Bearer $token" --data-binary "@$2" -H 'content-type: application/octet-stream' \
    "$studio/api/v1/p/$1/batches/$batch/files?name=$(basename "$2")" > /dev/null
  job=$(call POST "/api/v1/p/$1/imports" "{\"batch\":\"$batch\",\"name\":\"curl\",\"as\":\"settled\"}" | field job)
  call GET "/api/v1/p/$1/jobs/$job?wait=60" > /dev/null
}

box='"geometry":{"type":"box","x":4,"y":5,"width":20,"height":12}'
whole='"geometry":{"type":"whole"}'
said='"color":"#0072b2","key":null,"hasText":false,"attributes":[],"retired":false'
asked='"must":true,"cannotTell":false,"compared":"exactly"'
question="{\"id\":\"open\",\"name\":{\"en\":\"Is it open?\",\"fr\":\"Est-ce ouvert ?\"},$said,\"field\":{\"kind\":\"yes_no\",$asked}}"
for kind in boxes transcription classification rating comparison audio form verification; do
  file=${4:-} slug=curl-$kind labels=',"labels":["a","b"]'
  case $kind in
    boxes) region="\"label\":\"a\",$box" ;;
    transcription) region="\"label\":\"a\",$box,\"transcript\":{\"value\":\"2,50\"}" ;;
    classification) region="\"label\":\"b\",$whole" ;;
    rating) region="\"label\":\"4\",$whole" labels= ;;
    comparison) region="\"label\":\"first\",$whole,\"attributes\":{\"much\":\"2\"}" labels= ;;
    verification) region="\"label\":\"right\",$whole" labels= ;;
    form) region="\"label\":\"open\",$whole,\"value\":true" labels=",\"ontology\":{\"labels\":[$question]}" ;;
    audio) file=${5:-} region='"label":"a","geometry":{"type":"span","startMs":100,"endMs":900},"transcript":{"value":"one two"}' ;;
  esac
  case $act in
    make)
      call POST /api/v1/projects "{\"name\":\"curl $kind\",\"project\":\"$slug\",\"kind\":\"$kind\",\"answers\":3,\"purpose\":\"To see.\"$labels}" > /dev/null
      put "$slug" "$file"
      if [ "$kind" = verification ]; then
        drawn=$(mktemp -d)/drawn.jsonl
        printf '{"image":"%s","regions":[{"label":"a","x":4,"y":5,"width":20,"height":12}]}\n' "$(basename "$file")" > "$drawn"
        put "$slug" "$drawn"
        rm -r "$(dirname "$drawn")"
      fi
      if [ "$kind" = comparison ]; then
        put "$slug" "${6:-}"
        call POST "/api/v1/p/$slug/pairs" "{\"pairs\":[[\"$(basename "$file")\",\"$(basename "$6")\"]]}" > /dev/null
      fi
      call POST "/api/v1/p/$slug/open" '{}' > /dev/null
      ;;
    answer)
      guideline=$(call GET "/trpc/project.conditions?input=%7B%22project%22:%22$slug%22%7D" | field guidelineVersion)
      call POST /trpc/work.acceptConditions "{\"project\":\"$slug\",\"guidelineVersion\":$guideline}" > /dev/null
      lease=$(call POST /trpc/work.next "{\"project\":\"$slug\",\"want\":1}")
      while id=$(printf '%s' "$lease" | field assignmentId) && [ -n "$id" ]; do
        of=$(for name in fence ontologyVersion guidelineVersion; do printf ',"%s":%s' "$name" "$(printf '%s' "$lease" | field "$name")"; done)
        body="{\"regions\":[{\"id\":\"r0\",$region}],\"nothingHere\":false}"
        call POST /trpc/work.submitNext "{\"assignmentId\":\"$id\"$of,\"submissionId\":\"$(uuid)\",\"body\":$body,\"want\":1}" > /dev/null
        lease=$(call POST /trpc/work.next "{\"project\":\"$slug\",\"want\":1}")
      done
      ;;
    export)
      job=$(call POST "/api/v1/p/$slug/versions" '{"note":""}' | field job)
      call GET "/api/v1/p/$slug/jobs/$job?wait=60" > /dev/null
      curl -sS -f -H "authorization: Bearer $token" -o "${4:-.}/$kind.zip" "$studio/api/v1/p/$slug/versions/latest/jsonl.zip"
      ;;
  esac
done

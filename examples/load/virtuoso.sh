#!/usr/bin/env bash
# Loads the parts that `aikg shard` or the Spark job wrote into a new Virtuoso database, and counts its quads.
#
#   apt-get install virtuoso-opensource        (Debian; here with 7.2.5)
#   bash virtuoso.sh LOAD DATABASE
#   KEEP=no bash virtuoso.sh LOAD DATABASE     stops the server again when all is loaded
#
# LOAD holds part-*.nq.gz and SHA256SUMS; DATABASE is a new folder. PORT (1111) and HTTP_PORT (8890) may be set, and MEMORY_MB (1000), which
# Virtuoso takes for its buffers, and LOADERS (as many as there are cores).
set -euo pipefail
[ $# = 2 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2; }
load=$(cd "$1" && pwd)
mkdir -p "$2"
database=$(cd "$2" && pwd)
port=${PORT:-1111} http=${HTTP_PORT:-8890} loaders=${LOADERS:-$(nproc)}
# A buffer has 8 KB; Virtuoso wants room beside them.
buffers=$((${MEMORY_MB:-1000} * 85))
isql=$(command -v isql-vt || command -v isql)
server=$(command -v virtuoso-t)

(cd "$load" && sha256sum --quiet -c SHA256SUMS)

cat >"$database/virtuoso.ini" <<END
[Database]
DatabaseFile = $database/virtuoso.db
TransactionFile = $database/virtuoso.trx
ErrorLogFile = $database/virtuoso.log
LockFile = $database/virtuoso.lck
xa_persistent_file = $database/virtuoso.pxa
[Parameters]
ServerPort = 127.0.0.1:$port
DirsAllowed = $load
NumberOfBuffers = $buffers
MaxDirtyBuffers = $((buffers * 3 / 4))
[HTTPServer]
ServerPort = 127.0.0.1:$http
ServerRoot = $database
[SPARQL]
ResultSetMaxRows = 100000
END

cd "$database"
"$server" +configfile "$database/virtuoso.ini" +foreground >"$database/said" 2>&1 &
process=$!
stop() { kill "$process" 2>/dev/null || true; wait "$process" 2>/dev/null || true; }
trap '[ $? = 0 ] || { tail -n 20 "$database/said"; stop; }' EXIT

ask() { "$isql" "localhost:$port" dba dba VERBOSE=OFF BANNER=OFF PROMPT=OFF ECHO=OFF ERRORS=STDOUT "EXEC=$1"; }
for _ in $(seq 60); do
  ask 'select 1;' >/dev/null 2>&1 && break
  kill -0 "$process" || { echo "Virtuoso ended"; exit 1; }
  sleep 1
done

# Each line names its graph; the last argument is for files that do not.
ask "ld_dir('$load', 'part-*.nq.gz', 'https://w3id.org/aikg/graph/other');" >/dev/null
runs=()
for _ in $(seq "$loaders"); do
  ask 'rdf_loader_run();' >/dev/null &
  runs+=($!)
done
wait "${runs[@]}"
ask 'checkpoint;' >/dev/null
failed=$(ask "select ll_file || ' ' || ll_error from DB.DBA.load_list where ll_error is not null or ll_state <> 2;" | xargs)
[ -z "$failed" ] || { echo "not loaded: $failed"; exit 1; }
quads=$(ask "sparql select count(*) where { graph ?g { ?s ?p ?o } filter(strstarts(str(?g), 'https://w3id.org/aikg/graph/')) };" | xargs)
echo "$quads quads in $database"

if [ "${KEEP:-yes}" = no ]; then
  ask 'shutdown;' >/dev/null || true
  wait "$process" || true
else
  echo "SPARQL: http://localhost:$http/sparql (process $process; stop it with $isql localhost:$port dba dba exec='shutdown;')"
  disown
fi
trap - EXIT

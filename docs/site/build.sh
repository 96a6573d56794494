#!/usr/bin/env bash
# Builds the documentation site from docs/ and the XML documentation into artifacts/site, after a build of src/GmmVae.Cli. Warnings, dead links among them,
# are errors.   docs/site/build.sh [REPOSITORY_URL]      links to sources lead there; without it they are plain words
set -euo pipefail
cd "$(dirname "$0")/../.."
repository=${1:-}
source=artifacts/site-source
rm -rf "$source" artifacts/site
mkdir -p "$source/docs"
cp -r docs/site/docfx.json docs/site/toc.yml "$source"
cp -r docs/images "$source/docs"
cp docs/site/pages.yml "$source/docs/toc.yml"

# Links between pages stay; those that leave docs/ lead to the repository, or become plain words.
pages() {
  local up=$1
  if [ -n "$repository" ]; then
    sed -E "s#\]\(($up)((src|tests|samples|deploy|bench|\.github|\.ci)[^)]*|LICENSE|Dockerfile)\)#](${repository}/blob/main/\2)#g"
  else
    sed -E "s#\[([^]]*)\]\(($up)((src|tests|samples|deploy|bench|\.github|\.ci)[^)]*|LICENSE|Dockerfile)\)#\1#g"
  fi | sed -E "s#\]\((${up})README\.md#](\1index.md#g"
}
for page in README CHANGELOG CODE_OF_CONDUCT CONTRIBUTING SECURITY; do pages '' < "$page.md" > "$source/$page.md"; done
mv "$source/README.md" "$source/index.md"
for page in docs/*.md; do pages '\.\./' < "$page" > "$source/$page"; done
for page in docs/*/*.md; do
  mkdir -p "$source/$(dirname "$page")"
  pages '\.\./\.\./' < "$page" > "$source/$page"
done

dotnet tool restore > /dev/null
dotnet docfx "$source/docfx.json" --warningsAsErrors

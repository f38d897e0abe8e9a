# Every night.
az acr task create --name purge --registry acme --context /dev/null --schedule "0 1 * * *" --cmd "acr purge --filter 'web:^pr-.*' --ago 14d --keep 3 --untagged"

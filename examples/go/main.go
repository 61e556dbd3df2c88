// The catalog and a streamed chat from Go, with the standard library alone.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"
)

type Client struct{ BaseURL, APIKey string }

type Model struct {
	ID       string `json:"id"`
	Provider string `json:"provider"`
}

// GetModels answers the first page of the models that pass the filters.
func (c Client) GetModels(ctx context.Context, filters url.Values) ([]Model, error) {
	response, err := c.do(ctx, "GET", "/api/v1/models?"+filters.Encode(), nil)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var page struct {
		Models []Model `json:"models"`
	}
	return page.Models, json.NewDecoder(response.Body).Decode(&page)
}

// StreamChat hands each piece of the answer to say. A stream without [DONE] was cut.
func (c Client) StreamChat(ctx context.Context, model, prompt string, say func(string)) error {
	body, _ := json.Marshal(map[string]any{
		"model": model, "stream": true, "messages": []map[string]string{{"role": "user", "content": prompt}},
	})
	response, err := c.do(ctx, "POST", "/v1/chat/completions", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		data, isData := strings.CutPrefix(lines.Text(), "data: ")
		if data == "[DONE]" {
			return nil
		}
		var chunk struct {
			Choices []struct{ Delta struct{ Content string } }
		}
		if !isData || json.Unmarshal([]byte(data), &chunk) != nil || len(chunk.Choices) == 0 {
			continue
		}
		say(chunk.Choices[0].Delta.Content)
	}
	return io.ErrUnexpectedEOF
}

func (c Client) do(ctx context.Context, method, path string, body io.Reader) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.BaseURL+path, body)
	if err != nil {
		return nil, err
	}
	request.Header.Set("X-API-Key", c.APIKey)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err == nil && response.StatusCode >= 400 {
		text, _ := io.ReadAll(response.Body)
		response.Body.Close()
		return nil, fmt.Errorf("%s: %s", response.Status, text)
	}
	return response, err
}

func main() {
	client := Client{os.Getenv("PROXY_API_BASE_URL"), os.Getenv("PROXY_API_KEY")}
	if client.BaseURL == "" {
		client.BaseURL = "http://127.0.0.1:8000"
	}
	models, err := client.GetModels(context.Background(), url.Values{"provider": {"openai"}, "supports_chat": {"true"}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("found %d models\nanswer: ", len(models))
	if err := client.StreamChat(context.Background(), "openai/gpt-4o-mini", "Say hello.", func(s string) { fmt.Print(s) }); err != nil {
		log.Fatal(err)
	}
	fmt.Println()
}
